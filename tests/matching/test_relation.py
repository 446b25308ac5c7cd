"""Documents that have nothing to do with each other share formulas alone."""

from __future__ import annotations

import numpy as np
import pytest

from plandiff import Document, align
from plandiff.matching.relation import common_ground, related, telling
from plandiff.matching.sides import prepare
from plandiff.text.tokens import words

FORMULAS = (
    "为了加强管理，保障公众权益，根据有关法律、法规，结合本省实际，制定本条例。",
    "本条例适用于本省行政区域内的相关活动。",
    "县级以上人民政府应当加强领导，建立健全协调机制。",
    "任何单位和个人都有权对违反本条例的行为进行投诉、举报。",
    "对在工作中做出显著成绩的单位和个人，按照国家有关规定给予表彰和奖励。",
    "违反本条例规定的行为，法律、行政法规已有处罚规定的，从其规定。",
    "国家工作人员玩忽职守、滥用职权的，依法给予处分；构成犯罪的，依法追究刑事责任。",
    "本条例自2020年1月1日起施行。",
)
DOGS = (
    "养犬人应当为犬只接种狂犬病疫苗。",
    "犬只出户应当由成年人束犬链牵领。",
    "禁止携带犬只进入学校、医院和商场。",
    "犬只养殖场应当远离居民小区。",
    "流浪犬由收容所收容，七日内无人认领的可以领养。",
    "养犬登记证遗失的，养犬人应当申请补办。",
    "烈性犬的品种由公安机关公布。",
    "犬吠扰民的，邻居可以要求养犬人制止。",
    "导盲犬可以进入公共交通工具。",
    "犬只伤人的，养犬人应当立即送伤者就医。",
    "宠物诊所发现狂犬病疑似病例应当报告。",
    "犬尸应当进行无害化处理，不得丢弃。",
)
TOBACCO = (
    "烟叶种植者应当与烟草公司签订收购合同。",
    "卷烟、雪茄烟应当申请商标注册。",
    "烟丝、复烤烟叶凭准运证运输。",
    "烟草专卖零售许可证由零售商户申领。",
    "禁止向未成年人出售卷烟。",
    "烟机设备的进口由总公司经营。",
    "卷烟纸、滤嘴棒的生产企业不得自行销售。",
    "卷烟焦油含量应当印在烟盒上。",
    "走私烟予以没收并公开销毁。",
    "烟叶收购站不得压级压价。",
    "异地携带卷烟不得超过限量。",
    "烟草广告不得在影院播放。",
)


def _statute(name: str, own: tuple[str, ...]) -> Document:
    texts = [*FORMULAS[:3], *own, *FORMULAS[3:]]
    return Document.from_clauses(
        name, [(str(n), text) for n, text in enumerate(texts)]
    )


@pytest.fixture(scope="module")
def dogs() -> Document:
    return _statute("d", DOGS)


@pytest.fixture(scope="module")
def tobacco() -> Document:
    return _statute("t", TOBACCO)


def test_formulas_alone_are_no_links(dogs, tobacco):
    assert len(align(dogs, tobacco).links) == 0
    assert len(align(tobacco, dogs).links) == 0


def test_the_same_formulas_are_links_where_the_documents_are_related(dogs):
    later = tuple(
        text.replace("应当", "必须").replace("禁止", "不得") for text in DOGS
    )
    links = align(dogs, _statute("e", later)).links
    linked = set(zip(links["reference_id"], links["target_id"], strict=True))
    assert {(f"d:{n}", f"e:{n}") for n in range(len(dogs))} <= linked


def test_a_text_of_substance_that_both_have_stays_a_link(
    dogs, tobacco, monkeypatch
):
    monkeypatch.setattr("plandiff.matching.scoring.related", lambda *_: 0.01)
    texts = [*(clause.text for clause in tobacco), dogs["7"].text]
    copied = Document.from_clauses(
        "t", [(str(n), text) for n, text in enumerate(texts)]
    )
    links = align(dogs, copied).links
    assert list(links["reference_id"]) == ["d:7"]
    assert links["confidence"].min() >= 0.99


def test_short_documents_are_not_called_unrelated():
    one, other = prepare(DOGS), prepare(TOBACCO)
    assert common_ground(one, other) < 0.05
    assert related(one, other) == 1.0


def test_common_ground_is_the_same_from_both_sides():
    one, other = prepare([*FORMULAS, *DOGS]), prepare([*FORMULAS, *TOBACCO])
    assert common_ground(one, other) == common_ground(other, one)
    assert common_ground(one, one) == pytest.approx(1.0)
    assert related(one, other) < 0.1 < 0.9 < related(one, one)


def test_a_formula_says_less_that_is_rare_than_a_clause():
    say = [telling(tuple(words(text))) for text in (*FORMULAS, DOGS[4])]
    assert max(say[:-1]) < 7 <= say[-1]


def test_documents_without_words_are_not_called_unrelated():
    blank = prepare(["——"] * 25)
    assert related(blank, blank) == pytest.approx(1.0)


def test_an_explanation_says_what_unrelated_documents_take_away(dogs, tobacco):
    found = align(dogs, tobacco).explain("19", "19")
    sums = found.families.set_index("family")["contribution"]
    assert not found.linked
    assert sums["documents"] < -2
    odds = np.log(found.confidence / (1 - found.confidence))
    assert found.start + sums.sum() == pytest.approx(odds, abs=1e-6)
