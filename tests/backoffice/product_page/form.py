"""The form of a product, filled in and sent."""

import io

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.factories.forms import form_data

ADD = "/admin/catalog/product/add/"


def url_of(product):
    return reverse("admin:catalog_product_change", args=[product.pk])


def save(client, product, *, button="_continue", **changes):
    data = form_data(client.get(url_of(product))) | {button: "1"} | changes
    return client.post(url_of(product), {k: v for k, v in data.items() if v is not None})


def picture(colour="red", form="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (400, 500), colour).save(file, form)
    return SimpleUploadedFile(f"{colour}.png", file.getvalue(), "image/png")


def errors_of(answer):
    assert answer.status_code in (200, 422), answer.status_code
    return " ".join(str(error) for error in answer.context["errors"])


def variant_forms(page):
    inline = next(each for each in page.context["inline_admin_formsets"] if each.formset.prefix == "variants")
    return inline.formset.initial_forms


def give(user, *codenames):
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
