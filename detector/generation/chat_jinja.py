"""A model's own chat template, rendered in Jinja's sandbox as transformers and llama-cpp-python do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from detector.errors import ModelError

if TYPE_CHECKING:
    from jinja2 import Template

MAX_TEMPLATE = 2**20
"""Characters of a template that is still compiled."""

_RUN_DATE = datetime(2026, 1, 1, tzinfo=timezone.utc)
"""What templates are told the date is: the same request renders the same ids on any day."""


class TemplateRefused(ValueError):
    """The template called ``raise_exception`` or failed on these messages; the message says why."""


class JinjaTemplate:
    """A compiled chat template.

    Args:
        source: Its text.
        bos: Text of the bos token, empty where there is none.
        eos: Text of the eos token.

    Raises:
        ModelError: The template does not compile.
    """

    def __init__(self, source: str, *, bos: str = "", eos: str = "") -> None:
        self._tokens = {"bos_token": bos, "eos_token": eos}
        self._template = _compile(source)

    def render(self, messages: Sequence[Mapping[str, str]], **variables: Any) -> str:
        """Render messages with the generation prompt.

        Raises:
            TemplateRefused: The template raises (no system role, roles that must alternate …).
        """
        from jinja2 import TemplateError

        try:
            return self._template.render(
                messages=[dict(message) for message in messages],
                add_generation_prompt=True,
                raise_exception=_raise_exception,
                strftime_now=_RUN_DATE.strftime,
                documents=None,
                **self._tokens,
                **variables,
            )
        except (TemplateError, TypeError, ValueError, KeyError, ArithmeticError, RecursionError) as error:
            raise TemplateRefused(str(error) or type(error).__name__) from error


def _compile(source: str) -> Template:
    import jinja2
    from jinja2.ext import Extension, loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Generation(Extension):
        """``{% generation %}`` marks what a trainer learns from; here it passes its body through."""

        tags = {"generation"}  # noqa: RUF012 (jinja2 declares it so)

        def parse(self, parser: Any) -> Any:
            parser.stream.skip(1)
            return parser.parse_statements(("name:endgeneration",), drop_needle=True)

    if len(source) > MAX_TEMPLATE:
        raise ModelError(
            f"The model's chat template is {len(source):,} characters long.", "Use another model."
        )
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, Generation]
    )
    environment.filters["tojson"] = _tojson
    try:
        return environment.from_string(source)
    except (jinja2.TemplateSyntaxError, RecursionError) as error:
        raise ModelError(
            f"The model's chat template does not compile: {error}.",
            "Convert the model again, or use another.",
        ) from error


def _raise_exception(message: str) -> None:
    raise TemplateRefused(message)


def _tojson(value: Any, indent: int | None = None, **options: Any) -> str:
    known = {key: options[key] for key in ("separators", "sort_keys") if key in options}
    return json.dumps(value, ensure_ascii=bool(options.get("ensure_ascii", False)), indent=indent, **known)
