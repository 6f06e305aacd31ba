"""What is read out of a form's body, and what is refused before anything is believed of it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from grader.service.web.forms import Form, read_form
from tests.grader.service.web.serving import BOUNDARY, MULTIPART, multipart

URLENCODED = "application/x-www-form-urlencoded"
FIELDS = {"csrf": "0af3", "label": "laptop"}
ODD_CHARSETS = ("idna", "utf-7", "zlib", "rot13", "undefined", "punycode", "hex", "unicode_escape", "no", "x" * 10_000)


def part(disposition: str, content: str = "x", *more: str) -> str:
    """One part of a form."""
    head = "\r\n".join([f"Content-Disposition: form-data; {disposition}", *more])
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n{content}\r\n"


def form(*parts: str) -> bytes:
    """A whole form of these parts."""
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


@pytest.mark.parametrize("content", [b"", b"x", b"\r\n", b"\r\n--", b"--a-boundary-of\r\n\r\n", bytes(range(256)) * 99])
def test_a_file_arrives_as_it_is(content: bytes) -> None:
    """To the byte, whatever is in it, beside the fields."""
    found = read_form(multipart(FIELDS, "sum.py", content), MULTIPART)

    assert found.fields == FIELDS
    assert found.upload is not None
    assert (found.upload.name, found.upload.content) == ("sum.py", content)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('filename="a b.py"', "a b.py"),
        ("filename=sum.py", "sum.py"),
        (r'filename="say \"x\".py"', 'say "x".py'),
        (r'filename="C:\course\sum.py"', r"C:\course\sum.py"),
        ('filename="Übung; 1.py"', "Übung; 1.py"),
        ('filename=""', ""),
        ("FileName = sum.py", "sum.py"),
    ],
)
def test_a_name_is_what_its_owner_calls_the_file(written: str, name: str) -> None:
    """As browsers, curl and old Windows write it."""
    upload = read_form(form(part(f'name="file"; {written}')), MULTIPART).upload

    assert upload is not None
    assert upload.name == name


@pytest.mark.parametrize("content_type", [URLENCODED, MULTIPART])
@pytest.mark.parametrize("charset", ODD_CHARSETS)
def test_a_character_set_is_never_looked_up(content_type: str, charset: str) -> None:
    """Python has codecs that raise what they like: other names than UTF-8's are refused with a sentence."""
    body = multipart(FIELDS, "sum.py", b"x") if content_type == MULTIPART else b"csrf=0af3&label=laptop"
    assert read_form(body, f"{content_type}; charset=UTF-8").fields == FIELDS
    with pytest.raises(HTTPException, match="not in UTF-8") as refused:
        read_form(body, f'{content_type}; charset="{charset}"')
    assert refused.value.status_code == 400


@pytest.mark.parametrize("charset", ODD_CHARSETS[:-1])
def test_what_a_part_says_of_its_character_set_changes_nothing(charset: str) -> None:
    body = form(
        part('name="label"', "é", f"Content-Type: text/plain; charset={charset}"), part('name="_charset_"', charset)
    )

    assert read_form(body, MULTIPART).fields == {"label": "é", "_charset_": charset}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        form(part('name="a"')).removesuffix(b"--\r\n"),
        b"before" + form(part('name="a"')),
        form(*[part(f'name="f{number}"') for number in range(5)]),
        form(*[part('name="f"; filename="x"')] * 2),
        form(part('name="a"', "x" * 5_000)),
        form(part(f'name="{"a" * 10_000}"')),
        form(part('name="a"', "x", *["X: y"] * 3_000)),
        form(f"--{BOUNDARY}\r\n\r\nx\r\n"),
        form(f"--{BOUNDARY}\r\nContent-Type: text/plain\r\n\r\nx\r\n"),
        form(f"--{BOUNDARY}X\r\nContent-Disposition: form-data\r\n\r\nx\r\n"),
        form(*[f"--{BOUNDARY}\r\n"] * 100_000),
        b"\r\n--" * 100_000,
    ],
    ids=range(14),
)
def test_a_malformed_form_is_refused(body: bytes) -> None:
    """However it is malformed: parts without end, names without end, nothing that ends it."""
    with pytest.raises(HTTPException) as refused:
        read_form(body, MULTIPART)
    assert refused.value.status_code == 400


def test_what_is_no_form_holds_nothing() -> None:
    """Whether that is enough is for the view to say."""
    assert read_form(form(), MULTIPART) == read_form(b"{}", "application/json") == read_form(b"x", "") == Form()


@pytest.mark.parametrize("boundary", ["", "x" * 71, "a\0b", '"', "é", "a\nb"])
def test_a_boundary_is_what_the_standard_allows(boundary: str) -> None:
    with pytest.raises(HTTPException):
        read_form(form(part('name="a"')), f"multipart/form-data; boundary={boundary}")


@pytest.mark.parametrize("body", [b"a=1&b=2&c=3&d=4&e=5", b"a=" + b"x" * 5_000, b"&".join([b"a"] * 100_000)])
def test_a_form_without_end_is_refused(body: bytes) -> None:
    with pytest.raises(HTTPException):
        read_form(body, URLENCODED)


def test_a_field_holds_no_null_character() -> None:
    """A database may take none."""
    assert read_form(b"label=a%00b", URLENCODED).fields == {"label": "a\N{REPLACEMENT CHARACTER}b"}
    assert read_form(form(part('name="label"', "a\0b")), MULTIPART).fields == {"label": "a\N{REPLACEMENT CHARACTER}b"}


@given(st.binary(max_size=200), st.text(max_size=60), st.sampled_from([MULTIPART, URLENCODED, "", "text/plain"]))
def test_only_a_refusal_leaves_it(body: bytes, more: str, content_type: str) -> None:
    """Whatever is in the body and in its type."""
    for sent in (body, f"--{BOUNDARY}\r\nContent-Disposition: ".encode() + body + f"\r\n--{BOUNDARY}--".encode()):
        with suppress(HTTPException):
            read_form(sent, f"{content_type};{more}")
