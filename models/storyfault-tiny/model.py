"""gpt-oss in torch, as llama.cpp computes it, at a few million parameters.

Grouped-query attention with a learned sink per head, sliding windows on even layers, YaRN rotary positions,
and a mixture of experts with a biased top-k router and the clamped SwiGLU of gpt-oss.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Config:
    """The shape of the model; every width is a multiple of 32, as MXFP4 asks."""

    vocab: int = 4096
    width: int = 192
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    head: int = 64
    experts: int = 8
    used: int = 2
    expert_width: int = 256
    window: int = 128
    rope_base: float = 150000.0
    rope_factor: float = 4.0
    rope_original: int = 1024
    context: int = 4096
    eps: float = 1e-5

    def as_dict(self) -> dict[str, float]:
        """The fields by name."""
        return asdict(self)


def rope_tables(config: Config, length: int) -> tuple[Tensor, Tensor]:
    """Cosine and sine of shape (length, head / 2), with YaRN's blend and its magnitude, as ggml has them."""
    half = config.head // 2
    index = torch.arange(half, dtype=torch.float32)
    inverse = config.rope_base ** (-index / half)

    def dim(rotations: float) -> float:
        turns = config.rope_original / (rotations * 2 * math.pi)
        return config.head * math.log(turns) / (2 * math.log(config.rope_base))

    low = max(0.0, math.floor(dim(32.0)))
    high = min(config.head - 1.0, math.ceil(dim(1.0)))
    ramp = 1 - ((index - low) / max(0.001, high - low)).clamp(0, 1)
    frequency = inverse / config.rope_factor * (1 - ramp) + inverse * ramp
    angle = torch.arange(length, dtype=torch.float32)[:, None] * frequency
    magnitude = 1 + 0.1 * math.log(config.rope_factor)
    return angle.cos() * magnitude, angle.sin() * magnitude


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotate (batch, heads, time, head) in the halves' order of NeoX."""
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)


class RMSNorm(nn.Module):
    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, (x.shape[-1],), self.weight, self.eps)


class Attention(nn.Module):
    def __init__(self, config: Config, windowed: bool) -> None:
        super().__init__()
        self.config, self.windowed = config, windowed
        self.q = nn.Linear(config.width, config.heads * config.head)
        self.k = nn.Linear(config.width, config.kv_heads * config.head)
        self.v = nn.Linear(config.width, config.kv_heads * config.head)
        self.out = nn.Linear(config.heads * config.head, config.width)
        self.sinks = nn.Parameter(torch.zeros(config.heads))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, masks: tuple[Tensor, Tensor]) -> Tensor:
        batch, time, _ = x.shape
        c = self.config
        q = rotate(self.q(x).view(batch, time, c.heads, c.head).transpose(1, 2), cos, sin)
        k = rotate(self.k(x).view(batch, time, c.kv_heads, c.head).transpose(1, 2), cos, sin)
        v = self.v(x).view(batch, time, c.kv_heads, c.head).transpose(1, 2)
        repeat = c.heads // c.kv_heads
        k, v = k.repeat_interleave(repeat, dim=1), v.repeat_interleave(repeat, dim=1)
        scores = (q @ k.transpose(-1, -2)).float() * c.head**-0.5 + masks[self.windowed]
        sink = self.sinks.float().view(1, -1, 1, 1).expand(batch, -1, time, 1)
        weights = torch.cat((scores, sink), dim=-1).softmax(dim=-1)[..., :-1]
        mixed = (weights.to(v.dtype) @ v).transpose(1, 2).reshape(batch, time, -1)
        return self.out(mixed)


@torch.no_grad()
def look_back(attention: Attention, strength: float = 5.0, pairs: int = 12) -> None:
    """Start the heads at the token before, the one before that, and so on, by biases alone."""
    c = attention.config
    half = c.head // 2
    cos, sin = rope_tables(c, c.heads + 1)
    key = torch.zeros(c.head)
    key[:pairs] = strength
    attention.k.bias.copy_(key.repeat(c.kv_heads))
    for head in range(c.heads):
        back = head + 1
        size = (cos[0, 0] ** 2).item()
        query = torch.zeros(c.head)
        query[:pairs] = strength * cos[back, :pairs] * cos[0, :pairs] / size
        query[half : half + pairs] = -strength * sin[back, :pairs] * cos[0, :pairs] / size
        attention.q.bias[head * c.head : (head + 1) * c.head] = query


@torch.no_grad()
def copy_values(attention: Attention) -> None:
    """Make the heads copiers for good: what they look at is added as it is, so that its own logit rises."""
    c = attention.config
    basis = nn.init.orthogonal_(torch.empty(c.kv_heads * c.head, c.width))
    attention.v.weight.copy_(basis)
    attention.v.bias.zero_()
    attention.out.bias.zero_()
    repeat = c.heads // c.kv_heads
    for head in range(c.heads):
        rows = basis[head // repeat * c.head : (head // repeat + 1) * c.head]
        attention.out.weight[:, head * c.head : (head + 1) * c.head] = rows.T
    for param in (*attention.v.parameters(), *attention.out.parameters()):
        param.requires_grad_(False)


class Experts(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        e, d, f = config.experts, config.width, config.expert_width
        self.router = nn.Linear(d, e)
        self.gate = nn.Parameter(torch.randn(e, f, d) * d**-0.5)
        self.up = nn.Parameter(torch.randn(e, f, d) * d**-0.5)
        self.down = nn.Parameter(torch.randn(e, d, f) * (0.2 * f**-0.5))
        self.gate_bias = nn.Parameter(torch.zeros(e, f))
        self.up_bias = nn.Parameter(torch.zeros(e, f))
        self.down_bias = nn.Parameter(torch.zeros(e, d))
        self.balance = torch.zeros(())

    def forward(self, x: Tensor) -> Tensor:
        flat = x.reshape(-1, x.shape[-1])
        logits = self.router(flat).float()
        top, chosen = logits.topk(self.config.used, dim=-1)
        weights = top.softmax(dim=-1)
        experts = chosen.reshape(-1)
        order = experts.argsort(stable=True)
        counts = torch.bincount(experts, minlength=self.config.experts)
        share = counts.float() / experts.numel()
        self.balance = self.config.experts * (share * logits.softmax(dim=-1).mean(dim=0)).sum()
        rows = order // self.config.used
        gathered = flat[rows]
        parts = []
        for index, part in enumerate(gathered.split(counts.tolist())):
            gate = F.linear(part, self.gate[index], self.gate_bias[index].to(part.dtype)).clamp(max=7.0)
            up = F.linear(part, self.up[index], self.up_bias[index].to(part.dtype)).clamp(-7.0, 7.0)
            hidden = gate * torch.sigmoid(1.702 * gate) * (up + 1)
            parts.append(F.linear(hidden, self.down[index], self.down_bias[index].to(part.dtype)))
        scaled = torch.cat(parts).float() * weights.reshape(-1)[order, None]
        return torch.zeros_like(flat, dtype=torch.float32).index_add(0, rows, scaled).view_as(x)


class Block(nn.Module):
    def __init__(self, config: Config, index: int) -> None:
        super().__init__()
        self.attention_norm = RMSNorm(config.width, config.eps)
        self.attention = Attention(config, windowed=index % 2 == 0)
        self.experts_norm = RMSNorm(config.width, config.eps)
        self.experts = Experts(config)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, masks: tuple[Tensor, Tensor]) -> Tensor:
        x = x + self.attention(self.attention_norm(x), cos, sin, masks)
        return x + self.experts(self.experts_norm(x))


class Model(nn.Module):
    """Ids (batch, time) to logits (batch, time, vocab)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocab, config.width)
        nn.init.normal_(self.embedding.weight, std=0.05)
        self.blocks = nn.ModuleList(Block(config, index) for index in range(config.layers))
        self.norm = RMSNorm(config.width, config.eps)
        self.head = nn.Linear(config.width, config.vocab, bias=False)
        self.head.weight = self.embedding.weight
        look_back(self.blocks[0].attention)
        for block in self.blocks[1::2]:
            copy_values(block.attention)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits of every position."""
        return self.head(self.hidden(ids))

    def hidden(self, ids: Tensor, keep: Tensor | None = None) -> Tensor:
        """What the head reads, of every position, or of those that ``keep`` (batch, time) marks, flat."""
        time = ids.shape[1]
        cos, sin = rope_tables(self.config, time)
        ahead = torch.ones(time, time).triu(1).bool()
        far = torch.ones(time, time).tril(-self.config.window).bool()
        full = torch.zeros(time, time).masked_fill(ahead, -torch.inf)
        masks = (full, full.masked_fill(far, -torch.inf))
        x = self.embedding(ids) * self.config.width**0.5
        for block in self.blocks:
            x = block(x, cos, sin, masks)
        return self.norm(x if keep is None else x[keep])

    def balance(self) -> Tensor:
        """Mean load-balancing loss of the last pass; 1 is even."""
        return torch.stack([block.experts.balance for block in self.blocks]).mean()
