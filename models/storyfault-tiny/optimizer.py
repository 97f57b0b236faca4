"""Muon for matrices, Adam for the rest: twice the progress a token that Adam alone makes here."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def orthogonalize(gradient: Tensor, steps: int = 5) -> Tensor:
    """The nearest (half-)orthogonal matrices of a batch, by Newton–Schulz (Jordan et al., Muon, 2024)."""
    a, b, c = 3.4445, -4.7750, 2.0315
    wide = gradient.shape[-2] <= gradient.shape[-1]
    x = (gradient if wide else gradient.mT).bfloat16()
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        square = x @ x.mT
        x = a * x + (b * square + c * (square @ square)) @ x
    return (x if wide else x.mT).to(gradient.dtype)


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalized; weights are matrices or stacks of matrices."""

    def __init__(self, params: list[nn.Parameter], lr: float, momentum: float = 0.95) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is None:
                    continue
                state = self.state[param]
                if "buffer" not in state:
                    state["buffer"] = torch.zeros_like(param)
                buffer = state["buffer"].lerp_(param.grad, 1 - group["momentum"])
                update = orthogonalize(param.grad.lerp(buffer, group["momentum"]))
                scale = max(1.0, param.shape[-2] / param.shape[-1]) ** 0.5
                param.mul_(1 - group["lr"] * 0.01).add_(update, alpha=-group["lr"] * scale)


def build_optimizers(model: nn.Module) -> list[torch.optim.Optimizer]:
    """Muon for the blocks' matrices; Adam for embedding (the head too), router, norms, sinks and biases."""
    matrices, others, embedding = [], [], []
    for name, param in model.named_parameters():
        if not param.requires_grad:
            continue
        if name.startswith("embedding"):
            embedding.append(param)
        elif param.ndim < 2 or "_bias" in name or "router" in name:
            others.append(param)
        else:
            matrices.append(param)
    adam = torch.optim.Adam(
        [{"params": embedding, "lr": 5e-3}, {"params": others, "lr": 3e-3}], betas=(0.9, 0.98), eps=1e-10
    )
    return [Muon(matrices, lr=0.02), adam]
