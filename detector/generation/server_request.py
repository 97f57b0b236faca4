"""What is sent to a server for one story."""

from __future__ import annotations

from typing import Any

from detector.generation.protocol import Request


def request_body(
    request: Request, model: str, *, extensions: bool, takes_grammar: bool = False
) -> dict[str, Any]:
    """The body of a call to ``/chat/completions``.

    A server has one budget, so it is given the sum of the story's and the reasoning's; a story that reaches
    its own is ended by us. Settings that OpenAI's interface does not have are sent too, under the names of
    llama-server, vLLM and Ollama, because their own defaults are not ours (llama-server cuts at top-k 40).

    Args:
        request: What is asked.
        model: The model's name there.
        extensions: Whether to send those settings, and the form of the answer.
        takes_grammar: Whether the form of the answer is sent as GBNF rather than as a JSON schema.
    """
    sampling = request.sampling
    messages = [] if request.system is None else [{"role": "system", "content": request.system}]
    body: dict[str, Any] = {
        "model": model,
        "messages": [*messages, {"role": "user", "content": request.prompt}],
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": sampling.seed,
        "max_tokens": request.max_story_tokens + request.max_reasoning_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if extensions:
        body |= {
            "top_k": sampling.top_k,
            "min_p": sampling.min_p,
            "repeat_penalty": sampling.repeat_penalty,
            "repetition_penalty": sampling.repeat_penalty,
            "repeat_last_n": sampling.repeat_last_n,
            "reasoning_effort": request.effort,
            "chat_template_kwargs": {"reasoning_effort": request.effort},
        }
        if sampling.grammar is not None and (takes_grammar or request.answer_schema is None):
            body["grammar"] = sampling.grammar
        elif request.answer_schema is not None:
            schema = {"name": "answer", "strict": True, "schema": request.answer_schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return body


def needs_extensions(request: Request) -> list[str]:
    """The settings asked for that OpenAI's interface does not have."""
    sampling = request.sampling
    asked = {
        "top_k": sampling.top_k != 0,
        "min_p": sampling.min_p != 0,
        "repeat_penalty": sampling.repeat_penalty != 1,
        "reasoning_effort": request.effort != "medium",
    }
    return [name for name, wanted in asked.items() if wanted]
