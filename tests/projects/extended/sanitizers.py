import nh3

TAGS = {"a", "b", "br", "em", "i", "li", "p", "strong", "ul"}


def simple_html(message_text: str) -> str:
    """Let people write simple HTML, and nothing that runs or loads."""
    return nh3.clean(message_text, tags=TAGS, attributes={"a": {"href"}})
