"""placeholder"""


def shop(request):
    return {}
