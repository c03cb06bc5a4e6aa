"""Pictures of a product are uploaded on its page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shop.catalog.models import Media, Product
from tests.backoffice.product_page.form import picture, save, url_of
from tests.pages import markup

pytestmark = pytest.mark.django_db


def test_pictures_are_uploaded_several_at_once_and_shown_as_renditions(staff, mug):
    save(staff, mug, new_pictures=[picture("red"), picture("blue"), picture("red")])

    media = list(Media.objects.all())
    assert [m.position for m in media] == [0, 1]
    assert (media[0].width, media[0].height) == (400, 500)
    assert f"{media[0].path}/320.webp" in markup(staff.get(url_of(mug)))


@pytest.mark.parametrize("content", [b"not a picture", b"<svg onload=alert(1)>", b""])
def test_a_file_that_is_no_picture_is_a_clear_error(staff, mug, content):
    file = SimpleUploadedFile("evil.png", content, "image/png")

    answer = save(staff, mug, name="Other", new_pictures=file)

    assert answer.status_code in (200, 422)
    assert "JPEG, PNG, WebP, AVIF, GIF or HEIC format" in markup(answer)
    assert Product.objects.get().name == "Dock mug"
    assert not Media.objects.exists()
