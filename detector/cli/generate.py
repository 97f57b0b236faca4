"""``storyfault generate``: stories from a model."""

from __future__ import annotations

import typer

from detector.cli import options as o


def generate(
    model: o.Model = None,
    server: o.Server = None,
    server_timeout: o.ServerTimeout = None,
    prompts: o.Prompts = None,
    out: o.Out = None,
    n: o.Limit = None,
    epochs: o.Epochs = 1,
    seed: o.Seed = 1,
    skip_bad: o.SkipBad = False,
    until_width: o.UntilWidth = None,
    temperature: o.Temperature = None,
    top_p: o.TopP = None,
    top_k: o.TopK = None,
    min_p: o.MinP = None,
    repeat_penalty: o.RepeatPenalty = None,
    max_tokens: o.MaxTokens = None,
    max_reasoning_tokens: o.MaxReasoningTokens = None,
    reasoning_effort: o.ReasoningEffort = None,
    system_message: o.SystemMessage = None,
    n_ctx: o.NCtx = None,
    threads: o.Threads = None,
    gpu_layers: o.GpuLayers = "auto",
    n_parallel: o.NParallel = None,
) -> None:
    """Write stories with a local model, or a server's; the same command resumes."""
    from detector.cli.write_stories import WriteRequest, write_stories

    request = WriteRequest(
        model,
        out,
        prompts,
        n,
        epochs,
        seed,
        skip_bad,
        o.engine_options(
            temperature=temperature,
            top_p=top_p,
            top_k=top_k,
            min_p=min_p,
            repeat_penalty=repeat_penalty,
            max_tokens=max_tokens,
            max_reasoning_tokens=max_reasoning_tokens,
            reasoning_effort=reasoning_effort,
            system_message=system_message,
            n_ctx=n_ctx,
            threads=threads,
            gpu_layers=gpu_layers,
            n_parallel=n_parallel,
        ),
        server,
        server_timeout,
    )
    if until_width is not None:
        from detector.cli.until_width import write_until
        from detector.scanning.setup import ScanSetup

        write_until(request, ScanSetup.make(), until_width)
        typer.echo(f"Stories: {request.folder}")
        return
    typer.echo(f"Stories: {write_stories(request).path}")
