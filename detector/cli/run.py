"""``storyfault run``: stories from a model, scanned, counted and reported."""

from __future__ import annotations

from detector.cli import judge_options as j
from detector.cli import options as o


def run(
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
    workers: o.Workers = 1,
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
    judge: j.Judge = None,
    judge_budget: j.JudgeBudget = None,
    judge_votes: j.JudgeVotes = None,
    judge_threshold: j.JudgeThreshold = None,
    judge_effort: j.JudgeEffort = None,
    judge_reasoning: j.JudgeReasoning = None,
    judge_ctx: j.JudgeCtx = None,
    judge_parallel: j.JudgeParallel = None,
    judge_gpu_layers: j.JudgeGpuLayers = "auto",
    judge_seed: j.JudgeSeed = None,
    judge_name: j.JudgeName = None,
) -> None:
    """Write stories with a local model, or a server's; scan, count, report. The same command resumes."""
    reader = j.judge_request(
        judge,
        budget=judge_budget,
        votes=judge_votes,
        threshold=judge_threshold,
        effort=judge_effort,
        reasoning=judge_reasoning,
        ctx=judge_ctx,
        parallel=judge_parallel,
        gpu_layers=judge_gpu_layers,
        seed=judge_seed,
        name=judge_name,
    )
    from detector.cli.whole_run import whole_run
    from detector.cli.write_stories import WriteRequest
    from detector.scanning.setup import ScanSetup

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

        request = write_until(request, ScanSetup.make(), until_width, workers)
    whole_run(request, ScanSetup.make(), workers=workers, judge=reader)
