"""Chinese surnames of one character, most frequent ones first."""

from __future__ import annotations

__all__ = ["BEGIN_WORDS", "SURNAMES"]

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅"
    "沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔"
    "白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文习华列陶倪严温安"
    "肖韦覃戚莫向殷景蓝包"
)
"""In simplified characters."""

BEGIN_WORDS = frozenset("列华安常康文易温")
"""Those with which short words of plans begin, as 文化 and 安全 do: a line of
two characters that begins so is no name."""
