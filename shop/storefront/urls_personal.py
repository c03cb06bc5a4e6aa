"""The addresses of the pages that are different for everybody: cart, checkout, orders, account."""

from __future__ import annotations

from django.urls import include, path

from .views import account, cart, checkout, entrance, me, orders, pay, payment_test, returns, waiting, withdrawals

urlpatterns = [
    path("cart/", cart.cart, name="cart"),
    path("cart/lines/", cart.add, name="cart_add"),
    path("cart/lines/<int:line_id>/", cart.change, name="cart_change"),
    path("-/cart/", cart.drawer, name="cart_drawer"),
    path("-/me/", me.me, name="me"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("o/<str:token>/", orders.order, name="order"),
    path("o/<str:token>/pay/", pay.pay, name="order_pay"),
    path("o/<str:token>/return/", orders.returned, name="order_return"),
    path("o/<str:token>/returns/new/", returns.new, name="return_new"),
    path("o/<str:token>/returns/<slug:return_id>/", returns.detail, name="return"),
    path("o/<str:token>/returns/<slug:return_id>/sent/", returns.announce, name="return_sent"),
    path("o/<str:token>/returns/<slug:return_id>/cancel/", returns.cancel, name="return_cancel"),
    path("o/<str:token>/returns/<slug:return_id>/slip/", returns.slip, name="return_slip"),
    path("o/<str:token>/withdraw/", withdrawals.from_order, name="order_withdraw"),
    path("withdraw/", withdrawals.start, name="withdraw"),
    path("withdraw/done/", withdrawals.done, name="withdraw_done"),
    path("withdraw/<str:token>/", withdrawals.detail, name="withdrawal"),
    path("withdraw/<str:token>/sent/", withdrawals.announce, name="withdrawal_sent"),
    path("withdraw/<str:token>/slip/", withdrawals.slip, name="withdrawal_slip"),
    path("-/o/<str:token>/status/", orders.status, name="order_status"),
    path("order/", orders.lookup, name="order_lookup"),
    path("back-in-stock/", waiting.start, name="waiting"),
    path("back-in-stock/<str:token>/", waiting.detail, name="waiting_detail"),
    path("-/back-in-stock/", waiting.email, name="waiting_email"),
    path("pay/test/<str:reference>/", payment_test.confirm, name="test_bank"),
    path("account/", account.overview, name="account"),
    path("account/orders/", account.orders, name="account_orders"),
    path("account/orders/<str:public_id>/", account.order, name="account_order"),
    path("account/addresses/", account.addresses, name="addresses"),
    path("account/addresses/new/", account.address, name="address_new"),
    path("account/addresses/<int:address_id>/", account.address, name="address_edit"),
    path("account/addresses/<int:address_id>/action/", account.address_action, name="address_action"),
    path("account/login/", entrance.login, name="account_login"),
    path("account/signup/", entrance.signup, name="account_signup"),
    path("account/password/reset/", entrance.password_reset, name="account_reset_password"),
    path("account/", include("allauth.urls")),
]
