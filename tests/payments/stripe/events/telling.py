"""What Stripe tells."""


def paid(stripe, placed, **values):
    return stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"], **values)
