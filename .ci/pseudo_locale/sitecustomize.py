"""Read by every Python that starts with this folder on PYTHONPATH: the demo's processes."""

from pseudo import install

install()
