"""What a page says, whatever way its template is laid out."""

import re
from typing import Any

_BLOCKS = (
    "address|article|aside|body|br|button|caption|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|"
    "head|header|hr|html|input|label|legend|li|link|main|meta|nav|ol|option|p|section|select|summary|svg|table|tbody|td|"
    "template|tfoot|th|thead|title|tr|ul"
)
_REST_OF_TAG = r"""(?:"[^"]*"|'[^']*'|[^<>"'])*?"""
_BESIDE_BLOCK = re.compile(rf"\s*(</?(?:{_BLOCKS})\b{_REST_OF_TAG}>)\s*")
_BEFORE_END_OF_TAG = re.compile(rf"(<\w{_REST_OF_TAG}) >")


def markup(answer: Any) -> str:
    """Give the HTML of an answer with one space for any, and none beside an element that begins a line of its own."""
    text = re.sub(r"\s+", " ", answer.content.decode())
    return _BEFORE_END_OF_TAG.sub(r"\1>", _BESIDE_BLOCK.sub(r"\1", text))
