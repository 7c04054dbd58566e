"""JSON for a program that is waited for: reading and writing without the `json` package.

Importing `json` loads `re`, `enum` and `functools` with it, which costs each start of a job over ten milliseconds. What
does its work is in the C module `_json`, used here directly where the interpreter has it in the form of CPython 3.9 to
3.14, and through `json` where it has not. Both ways give the same values and texts.
"""


def _find_parts():
    try:
        from _json import encode_basestring_ascii, make_scanner

        scan = make_scanner(_Settings())
        if scan('{"a": [1.5, "b"]}', 0) == ({"a": [1.5, "b"]}, 17):
            return scan, encode_basestring_ascii
    except (ImportError, AttributeError, TypeError):
        pass
    from json.decoder import JSONDecoder
    from json.encoder import encode_basestring_ascii

    return JSONDecoder().scan_once, encode_basestring_ascii


class _Settings:
    """What a scanner asks its maker for: values as `json.loads` gives them."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}.__getitem__

    def __init__(self):
        self.memo = {}


_scan, _quoted = _find_parts()


def loads(text):
    """The value that a text holds. Raises ValueError when it is no JSON, TypeError when it is no text."""
    if not isinstance(text, str):
        raise TypeError(f"JSON is text, not {type(text).__name__}")
    text = text.strip(" \t\n\r")
    try:
        value, end = _scan(text, 0)
    except StopIteration:
        raise ValueError("no JSON value") from None
    except Exception:
        return _as_json_does(text)
    if end != len(text):
        raise ValueError(f"more than one JSON value: {text[end : end + 20]!r}")
    return value


def _as_json_does(text):
    """For texts that begin like JSON and go wrong: the scanner can't tell what is wrong without the package."""
    import json

    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def dumps(value):
    """The shortest text, with the keys of objects sorted. Takes what `loads` gives."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(key)}:{dumps(item)}" for key, item in sorted(value.items())) + "}"
    return "[" + ",".join(map(dumps, value)) + "]"


def _number(value):
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value)
