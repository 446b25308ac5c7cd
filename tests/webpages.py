"""Small web pages of our own in the templates that plans come in.

The text is invented; only the shape of the markup is that of real sites:
containers, metadata tables, breadcrumbs, share buttons, old layouts. Pages of
the sites themselves were not at hand when these were written.

When first tried, the reader failed on these, which is why their rules exist:
old table layout (buttons in one line), comments longer than the plan,
hidden by style, preformatted text, the same page for phones, fields in bare
cells and in definitions (issuers and dates not read), a table whose cells
span rows (columns shifted), a preface beside the main text (cut off).
"""

from __future__ import annotations

__all__ = ["PAGES", "PARAGRAPHS", "TITLE"]

TITLE = "青川省数字贸易发展规划"
PARAGRAPHS = (
    "为推动数字贸易发展，根据有关法律法规，结合本省实际，制定本规划。",
    "一、发展基础",
    "全省数字贸易快速发展，规模稳步扩大，企业主体不断壮大，为经济社会发展作出贡献。",
    "二、主要任务",
    "（一）培育市场主体。支持企业做大做强，引导中小企业走专精特新发展道路。",
    "（二）完善服务平台。建设公共服务平台，提升综合服务能力，优化发展环境。",
    "三、保障措施",
    "加强组织领导，落实工作责任，健全工作机制，确保各项任务落到实处。",
)
_NAV = (
    "<ul>"
    + "".join(
        f'<li><a href="/{n}">{name}</a></li>'
        for n, name in enumerate(
            ("首页", "新闻", "政务公开", "政务服务", "互动交流", "数据开放")
        )
    )
    + "</ul>"
)
_CRUMBS = (
    '<div class="BreadcrumbNav">您的位置：<a href="/">首页</a> &gt; '
    '<a href="/zwgk">政务公开</a> &gt; 规划计划</div>'
)
_TOOLS = (
    '<div class="pages-date">2021-11-05 09:30 来源：省政府网站 '
    '<span class="font">【字体：<a>大</a> <a>中</a> <a>小</a>】</span> '
    '<a class="printIco">打印</a><div class="share">'
    "<a>分享到微信</a><a>微博</a></div></div>"
)
_RELATED = (
    '<div class="related"><h3>相关链接</h3><ul>'
    "<li><a>省商务厅有关负责人解读规划，"
    "介绍编制背景、主要内容和工作举措</a></li>"
    "<li><a>一图读懂规划，了解数字贸易发展目标、"
    "任务和保障措施</a></li></ul></div>"
)
_ATTACHED = (
    '<div class="attachment">附件：'
    '<a href="/p.pdf">规划任务分工表.pdf</a></div>'
)
_FOOTER = (
    '<div class="footer"><p>主办单位：青川省人民政府办公厅　'
    "承办：省大数据局</p>"
    "<p>版权所有　ICP备00000000号　网站标识码0000000000</p></div>"
)
_META = (
    '<meta name="ArticleTitle" content="青川省数字贸易发展规划">'
    '<meta name="PubDate" content="2021-11-05 09:30">'
    '<meta name="ContentSource" content="省政府网站">'
)
_ROWS = (
    ("索引号", "000000000/2021-00001", "主题分类", "商务、海关、旅游"),
    ("发文机关", "青川省人民政府", "成文日期", "2021年10月20日"),
    ("标　　题", "青川省数字贸易发展规划", "", ""),
    ("发文字号", "青政发〔2021〕9号", "发布日期", "2021年11月05日"),
)
_POLICY_TABLE = (
    '<table class="bd1" border="0">'
    + "".join(
        "<tr>"
        + "".join(
            f"<td><b>{cell}：</b></td>"
            if n % 2 == 0 and cell
            else f"<td>{cell}</td>"
            for n, cell in enumerate(row)
        )
        + "</tr>"
        for row in _ROWS
    )
    + "</table>"
)


def _paragraphs(form: str, heading: str = "") -> str:
    """Set the plan's paragraphs in one form, headings in another."""
    return "\n".join(
        (heading if heading and "。" not in text else form).format(text)
        for text in PARAGRAPHS
    )


def _page(
    body: str, *, head: str = _META, title: str = f"{TITLE}_青川省人民政府"
) -> str:
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f"<title>{title}</title>{head}<script>var a='一、脚本';</script>"
        f"<style>.a{{color:red}}</style></head><body>{body}</body></html>"
    )


def _site(main: str) -> str:
    return f"<div class='header'>{_NAV}</div>{_CRUMBS}{main}{_FOOTER}"


_ARTICLE = "<article>" + _paragraphs("<p>　　{}</p>") + "</article>"
_BREAKS = "<br><br>\n".join(f"&emsp;&emsp;{text}" for text in PARAGRAPHS)
_SPANS = _paragraphs(
    '<p style="text-indent:2em"><span style="font-family:宋体"><span>'
    '<span lang="EN-US"></span>{}</span></span></p>'
)
_WORD = (
    '<div class="WordSection1">'
    + _paragraphs(
        '<p class="MsoNormal" style="text-indent:32.0pt;'
        'mso-char-indent-count:2.0"><span style="font-size:16.0pt;'
        'mso-ascii-font-family:Calibri">{}<span lang="EN-US"><o:p></o:p>'
        "</span></span></p>"
    )
    + "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml>"
    "<![endif]--></div>"
)
_OLD_LAYOUT = (
    "<table width='1000'><tr><td colspan='2'>"
    f"<table><tr><td>{_NAV}</td></tr></table></td></tr>"
    "<tr><td width='200'><table><tr><td><a>规划计划</a></td></tr>"
    "<tr><td><a>法规规章</a></td></tr><tr><td><a>统计数据</a></td></tr>"
    f"</table></td><td><table><tr><td align='center'><b>{TITLE}</b></td></tr>"
    "<tr><td align='center'>发布时间：2021-11-05　来源：省政府网站　"
    "阅读次数：102</td></tr>"
    f"<tr><td>{_paragraphs('<p>　　{}</p>')}</td></tr>"
    "<tr><td align='right'>【打印本页】【关闭窗口】</td>"
    "</tr></table></td></tr>"
    f"<tr><td colspan='2'>{_FOOTER}</td></tr></table>"
)
_INDICATORS = (
    "<table border='1'><tr><th rowspan='2'>指标</th>"
    "<th colspan='2'>目标</th></tr><tr><th>2020年</th><th>2025年</th></tr>"
    "<tr><td>贸易额（亿元）</td><td>100</td><td>200</td></tr>"
    "<tr><td rowspan='2'>企业数（家）</td><td>10</td><td>20</td></tr>"
    "<tr><td>1</td><td>2</td></tr></table>"
)
_FRAME = (
    "<table border='1'><tr><td><p>专栏1 重点工程</p>"
    "<p>平台提升工程。支持平台升级，完善服务功能。</p></td></tr></table>"
)

PAGES: dict[str, str] = {
    "gov.cn: UCAP-CONTENT": _page(
        _site(
            f'<div class="article"><h1 id="ti">{TITLE}</h1>{_TOOLS}'
            f'<div class="pages_content" id="UCAP-CONTENT">'
            f"<div class='trs_editor_view TRS_UEDITOR'>"
            + _paragraphs('<p style="text-indent: 2em;">{}</p>')
            + f"</div></div>{_ATTACHED}{_RELATED}</div>"
        )
    ),
    "gov.cn: policy table": _page(
        _site(
            f'<div class="policyLibraryOverview_header">{_POLICY_TABLE}</div>'
            f'<div class="wrap"><table><tr><td id="UCAP-CONTENT">'
            f'<p style="text-align: center;"><b>{TITLE}</b></p>'
            + _paragraphs("<p>　　{}</p>", "<p>　　<strong>{}</strong></p>")
            + f"</td></tr></table></div>{_TOOLS}{_RELATED}"
        )
    ),
    "mofcom: art_con": _page(
        _site(
            f'<div class="art-con"><div class="art-title"><h4>{TITLE}</h4>'
            f"</div>{_TOOLS}<div class='art-con art-con-bottonmLine'>"
            + _paragraphs("<p>&ensp;&ensp;&ensp;&ensp;{}</p>")
            + f"</div></div>{_RELATED}"
        )
    ),
    "ndrc: TRS_Editor in layers": _page(
        _site(
            f"<div class='main'><div class='article'>"
            f"<div class='article_title'>{TITLE}</div>{_TOOLS}"
            "<div class='article_con'><div class='TRS_Editor'>"
            "<div class='Custom_UnionStyle'><div>"
            + _paragraphs("<div>　　{}</div>")
            + f"</div></div></div>{_ATTACHED}</div></div></div>{_RELATED}"
        )
    ),
    "breaks for paragraphs": _page(
        _site(f"<h2>{TITLE}</h2><div id='zoom'>{_BREAKS}</div>")
    ),
    "one paragraph of breaks": _page(
        _site(f"<h1>{TITLE}</h1><div><p>{_BREAKS}</p></div>")
    ),
    "layers of spans": _page(
        _site(f"<h1>{TITLE}</h1>{_TOOLS}<div class='content'>{_SPANS}</div>")
    ),
    "pasted from Word": _page(
        _site(f"<h1>{TITLE}</h1>{_TOOLS}<div class='view'>{_WORD}</div>")
    ),
    "old table layout": _page(_OLD_LAYOUT, head=""),
    "headings centred or bold": _page(
        _site(
            f"<p align='center'><font size='5'><b>{TITLE}</b></font></p>"
            "<div class='Custom_UnionStyle'>"
            + _paragraphs(
                "<p>　　{}</p>", "<p align=center><strong>{}</strong></p>"
            )
            + "</div>"
        )
    ),
    "ordinary blog": _page(
        f"<header><nav>{_NAV}</nav></header><main><article><h1>{TITLE}</h1>"
        "<p class='byline'>作者：小川 · 2021-11-05</p>"
        + _paragraphs("<p>{}</p>", "<h2>{}</h2>")
        + "</article><aside><h3>热门文章</h3>"
        "<p>如何看待数字贸易？专家这样说，值得一读。"
        "</p></aside><section class='comments'>"
        "<p>写得很好，学习了，谢谢分享！</p>"
        "</section></main><footer>© 2021 小川的博客</footer>",
        head="",
        title=f"{TITLE} - 小川的博客",
    ),
    "AMP": _page(
        f"<amp-sidebar><ul><li>首页</li></ul></amp-sidebar><h1>{TITLE}</h1>"
        f"{_ARTICLE}<amp-ad></amp-ad><footer>关于我们</footer>",
        head="<style amp-boilerplate>body{visibility:hidden}</style>",
    ),
    "text outside any container": _page(
        f"{_NAV}<h1>{TITLE}</h1>{_BREAKS}<hr>{_FOOTER}"
    ),
    "bare text with a heading": _page(
        f"<center><h3>{TITLE}</h3></center>" + _BREAKS, head=""
    ),
    "table of indicators": _page(
        _site(
            f"<h1>{TITLE}</h1><div class='content'>"
            + _paragraphs("<p>　　{}</p>")
            + _INDICATORS
            + "</div>"
        )
    ),
    "frame around a box": _page(
        _site(
            f"<h1>{TITLE}</h1><div class='content'>"
            + _paragraphs("<p>　　{}</p>")
            + _FRAME
            + "</div>"
        )
    ),
    "long list of other pages": _page(
        _site(
            f"<h1>{TITLE}</h1><div class='con'>"
            + _paragraphs("<p>　　{}</p>")
            + "</div><div class='list'><ul>"
            + "".join(
                f"<li><a href='/{n}'>"
                f"青川省第{n}号通知：关于做好有关工作，推动发展，"
                "服务群众的通知</a><span>2021-10-01</span></li>"
                for n in range(60)
            )
            + "</ul></div>"
        )
    ),
    "moved by refresh": _page(
        _site(f"<h1>{TITLE}</h1><div>{_paragraphs('<p>{}</p>')}</div>"),
        head=_META + '<meta http-equiv="refresh" content="5;url=/m/">',
    ),
    "text within another page": _page(
        _site(
            "<div class='left'><h2>政策要闻</h2>"
            "<p>省政府召开会议，研究部署数字贸易工作，"
            "强调要统筹推进。</p></div>"
            f"<div class='right'><h1>{TITLE}</h1>"
            + _paragraphs("<p>{}</p>")
            + "</div>"
        )
    ),
}
_COMMENTS = "<section class='comments'><h3>网友评论</h3>" + "".join(
    f"<div class='c'><b>网友{n}</b>"
    f"<p>这个规划写得很好，内容很全面，希望能够尽快落实，"
    "让企业真正得到实惠，也希望多听听大家的意见，谢谢！</p></div>"
    for n in range(12)
)
_CHAPTERS = "".join(
    f"<div class='section'>{part}</div>"
    for part in (
        "".join(f"<p>　　{text}</p>" for text in PARAGRAPHS[:1]),
        "".join(f"<p>　　{text}</p>" for text in PARAGRAPHS[1:3]),
        "".join(f"<p>　　{text}</p>" for text in PARAGRAPHS[3:6]),
        "".join(f"<p>　　{text}</p>" for text in PARAGRAPHS[6:]),
    )
)
_LINKED = _paragraphs("<p>　　{}</p>").replace(
    "数字贸易", "<a href='/k'>数字贸易</a>"
)
_UNCLOSED = "\n".join(f"<P>　　{text}" for text in PARAGRAPHS)
_HARD_LINES = "\n".join(
    f"<p>　　{text[:20]}\n{text[20:]}</p>" for text in PARAGRAPHS
)
_LAYOUT_ROWS = "<table>" + _paragraphs("<tr><td>　　{}</td></tr>") + "</table>"
_BARE_FIELDS = (
    "<table class='xxgk'>"
    + "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in _ROWS
    )
    + "</table>"
)
_LISTED_FIELDS = (
    "<ul class='info'>"
    + "".join(
        f"<li><span>{row[n]}：</span><span>{row[n + 1]}</span></li>"
        for row in _ROWS
        for n in (0, 2)
        if row[n]
    )
    + "</ul>"
)
_DEFINED_FIELDS = (
    "<dl>"
    + "".join(
        f"<dt>{row[n]}</dt><dd>{row[n + 1]}</dd>"
        for row in _ROWS
        for n in (0, 2)
        if row[n]
    )
    + "</dl>"
)
_BODY = _paragraphs("<p>　　{}</p>")

PAGES |= {
    "comments longer than the plan": _page(
        f"<div class='top'>{_NAV}</div><h1>{TITLE}</h1>"
        f"<div class='post'>{_BODY}</div>{_COMMENTS}"
    ),
    "a container for each chapter": _page(
        _site(f"<h1>{TITLE}</h1><div class='doc'>{_CHAPTERS}</div>{_RELATED}")
    ),
    "links inside sentences": _page(
        _site(f"<h1>{TITLE}</h1><div class='doc'>{_LINKED}</div>")
    ),
    "paragraphs never closed": _page(
        _site(f"<h1>{TITLE}</h1><div class='doc'>{_UNCLOSED}</div>")
    ),
    "hard line breaks in the source": _page(
        _site(f"<h1>{TITLE}</h1><div class='doc'>{_HARD_LINES}</div>")
    ),
    "a table row for each paragraph": _page(
        _site(f"<h1>{TITLE}</h1><div class='doc'>{_LAYOUT_ROWS}</div>")
    ),
    "fields in bare cells": _page(
        _site(f"{_BARE_FIELDS}<h1>{TITLE}</h1><div id='con'>{_BODY}</div>")
    ),
    "fields in a list": _page(
        _site(f"{_LISTED_FIELDS}<h1>{TITLE}</h1><div id='con'>{_BODY}</div>")
    ),
    "fields in definitions": _page(
        _site(f"{_DEFINED_FIELDS}<h1>{TITLE}</h1><div id='con'>{_BODY}</div>")
    ),
    "buttons and bylines within the text": _page(
        _site(
            f"<div class='con'><h1>{TITLE}</h1>{_TOOLS}{_BODY}{_ATTACHED}"
            f"<p>（责任编辑：小川）</p>{_TOOLS}{_RELATED}</div>"
        )
    ),
    "hidden by style": _page(
        _site(
            f"<h1>{TITLE}</h1><div id='con'>{_BODY}"
            "<div style='display:none'>"
            "<p>隐藏的段落，不在页面上显示。</p></div>"
            "<p hidden>也不显示，只供脚本使用。</p></div>"
            "<textarea>分享文字，供复制使用。</textarea>"
        )
    ),
    "preformatted text": _page(
        _site(f"<h1>{TITLE}</h1><pre>" + "\n".join(PARAGRAPHS) + "</pre>")
    ),
    "line breaks in a centred cell": _page(
        f"<table align=center width=760><tr><td align=center><b>{TITLE}</b>"
        f"</td></tr><tr><td class=b12c>{_BREAKS}</td></tr></table>{_FOOTER}"
    ),
    "spaces of no width": _page(
        _site(
            f"<h1>{TITLE}</h1><div>"
            + _paragraphs("<p>&nbsp;&nbsp;&#8203;&nbsp;{}&#8203;</p>")
            + "</div>"
        )
    ),
    "a short text under a long menu": _page(
        "<div class='menu'>"
        + "".join(
            f"<div><a>栏目，第{n}项：工作动态</a></div>" for n in range(80)
        )
        + f"</div><div class='box'><h3>{TITLE}</h3>{_BODY}</div>"
    ),
    "the same page for phones, hidden": _page(
        _site(
            f"<div class='pc'><h1>{TITLE}</h1><div>{_BODY}</div></div>"
            f"<div class='wap' style='display: none'><h1>{TITLE}</h1>"
            f"<div>{_BODY}</div></div>"
        )
    ),
    "headings in list items": _page(
        _site(
            f"<h1>{TITLE}</h1><div class='con'>"
            + _paragraphs("<p>{}</p>", "<ol><li><b>{}</b></li></ol>")
            + "</div>"
        )
    ),
    "elements of its own": _page(
        f"<site-head>{_NAV}</site-head><plan-view><plan-title><h1>{TITLE}</h1>"
        f"</plan-title><plan-text>{_BODY}</plan-text></plan-view>"
    ),
    "a preface beside the main text": _page(
        _site(
            f"<h1>{TITLE}</h1><div class='lead'>"
            f"<p>　　{PARAGRAPHS[0]}</p></div>"
            "<div class='con'>"
            + "".join(f"<p>　　{text}</p>" for text in PARAGRAPHS[1:])
            + "</div>"
        )
    ),
    "settings that Word left behind": _page(
        _site(
            f"<h1>{TITLE}</h1><div class='con'><xml>Normal 0 7.8 磅 false"
            f"</xml>{_WORD}</div>"
        )
    ),
    "title only in the page's name": _page(
        _site(f"<div class='con'>{_BODY}</div>"),
        title=f"{TITLE}-规划计划-青川省人民政府门户网站",
    ),
}
