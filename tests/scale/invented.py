"""Plans that nobody wrote: seeded, of our own words."""

from __future__ import annotations

import numpy as np

import plandiff

_VERBS = "推进 完善 建设 支持 加强 培育 规范 引导 健全 发展 落实 保障"
_TAILS = "能力 水平 体系 机制 平台 标准 试点 示范 行动 工程"
_NOUNS = (
    "农村电商 物流网络 数据要素 绿色制造 公共服务 职业教育 跨境贸易 冷链 "
    "社区养老 科技金融 水利设施 文化旅游 数字政府 海洋渔业 应急体系 "
    "知识产权 人才队伍 产业园区 信用体系 生态修复"
)


def sentence(random: np.random.Generator) -> str:
    """Return a sentence of four to nine words."""
    parts = [
        random.choice(_VERBS.split())
        + random.choice(_NOUNS.split())
        + (random.choice(_TAILS.split()) if random.random() < 0.7 else "")
        for _ in range(random.integers(2, 6))
    ]
    return "，".join(parts) + "。"


def plans(
    number: int, clauses: int, *, seed: int = 1, reused: float = 0.3
) -> list[plandiff.Document]:
    """Return plans that take some clauses over, whole or changed."""
    random = np.random.default_rng(seed)
    earlier: list[str] = []
    found = []
    for place in range(number):
        texts = []
        for _ in range(clauses):
            text = sentence(random) + sentence(random)
            if earlier and random.random() < reused:
                text = str(random.choice(earlier))
                if random.random() < 0.7:
                    cut = int(random.integers(1, len(text)))
                    text = text[:cut] + sentence(random) + text[cut:]
            texts.append(text)
        earlier += texts
        found.append(
            plandiff.Document.from_clauses(
                f"p{place}", [(str(n), t) for n, t in enumerate(texts, 1)]
            )
        )
    return found
