"""Static files are named by their content, and each name is worked out once."""

from unittest import mock

from shop.core.staticfiles import KeptStaticFiles


def test_the_address_of_a_file_is_worked_out_once(settings):
    settings.DEBUG = False
    storage = KeptStaticFiles(base_url="/static/")
    with mock.patch.object(KeptStaticFiles, "stored_name", return_value="css/shop.abc.css") as worked_out:
        assert [storage.url("css/shop.css") for _ in range(3)] == ["/static/css/shop.abc.css"] * 3
    assert worked_out.call_count == 1
