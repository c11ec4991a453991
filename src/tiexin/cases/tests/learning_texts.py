"""Invented matters for the tests of learning: by a seed, with wordings that services share and some filed wrongly.

Each service has its own openings, complaints and wishes; enterprises, sums, times and small talk are shared by all,
and so are words such as 工资 and 公司. Some are filed under a neighbouring service, as happens; the newest fifth
speaks of things in words that nobody had used before.
"""

import random
import uuid
from datetime import timedelta

from tiexin.cases.learning.training import Example
from tiexin.cases.models import Case
from tiexin.core.days import aware
from tiexin.core.days import opening as opening_of
from tiexin.orgs.tests import cast as c

OPENINGS = (
    "我是{firm}的职工，",
    "您好，我在{firm}上班，",
    "在{firm}干了{years}年，",
    "本人在{firm}{shop}工作，",
    "同志你好，",
    "我爱人在{firm}，",
    "替工友问一下，",
    "",
    "想反映一件事：",
    "麻烦问问，",
)
FIRMS = (
    "建筑公司",
    "机械厂",
    "物业公司",
    "快递站点",
    "枸杞加工厂",
    "化工厂",
    "商场",
    "酒店",
    "出租车公司",
    "纺织厂",
    "煤矿",
    "学校食堂",
)
SHOPS = ("一车间", "二车间", "装卸班", "保洁班", "后厨", "项目部", "财务室", "分拣线")
ENDINGS = (
    "希望工会管一管。",
    "请给个答复。",
    "不知道该找谁。",
    "已经问过两次了。",
    "家里等着用钱。",
    "谢谢。",
    "",
    "很着急。",
    "能不能快一点。",
)
SAID = {
    "dispute": (
        "公司拖欠{months}个月工资没有发",
        "老板说没钱，工资一直不给",
        "被辞退了，不给经济补偿",
        "加班费从来没有算过",
        "没签劳动合同就让我走",
        "调岗降薪没跟我商量，不同意就让走",
        "押金不退，离职证明也不开",
        "绩效工资少发了一半",
        "试用期干了半年还不转正",
        "受伤以后公司不肯报工伤，医药费自己垫的",
        "产假工资停发了",
        "年休假没有休也不给钱",
    ),
    "legal_aid": (
        "想请律师打官司要工资",
        "仲裁裁决下来公司不服起诉了，没钱请律师",
        "要写仲裁申请书，不会写",
        "开庭通知来了，不懂程序，想请法律援助",
        "公司申请破产了，怎么申报债权，想找律师",
        "赢了官司对方不执行，要申请强制执行",
        "想问问起诉状怎么写，时效还剩几天",
        "工伤赔偿谈不拢，要律师帮忙代理",
        "劳动仲裁要准备什么证据，想请援助律师看看",
    ),
    "hardship": (
        "家里有人得了大病，花费很大，想申请困难补助",
        "爱人下岗，孩子上大学交不起学费",
        "低保边缘户，生活困难，想申请帮扶",
        "孩子考上大学，想申请金秋助学",
        "老人瘫痪在床，医药费负担重",
        "家里着了火，什么都烧了，想要救助",
        "单亲带两个孩子，日子过不下去，申请临时救助",
        "得了癌症化疗，自费部分太多，想申请大病救助",
    ),
    "employment": (
        "想找份工作，有焊工证",
        "下岗以后想学门手艺，问有没有培训",
        "想参加家政培训班，什么时候开班",
        "招聘会什么时候有，想去应聘",
        "四十多岁不好找工作，想请帮忙介绍岗位",
        "想学电工考证，培训收不收费",
        "失业登记在哪里办，想推荐个岗位",
        "会开叉车，想找个离家近的活",
    ),
    "mutual_aid": (
        "住院医疗互助怎么报销",
        "参加了职工互助保障，出院了要理赔",
        "互助金什么时候到账",
        "女职工特殊疾病互助怎么申领",
        "意外摔伤住院，想报互助保障",
        "单位给交了互助保障，保单号忘了",
        "互助保障的理赔材料交上去一个月没消息",
        "重疾互助金要带什么材料",
    ),
    "supervision_letter": (
        "车间没有防护口罩，粉尘很大",
        "夏天高温作业不发防暑用品",
        "天天加班到十点，一个月没有休息，违反劳动法",
        "特种作业没有证也让上岗，不安全",
        "不给全厂职工缴社会保险，请去查",
        "强迫签空白合同，请工会监督",
        "使用童工，请派人检查",
        "机器没有防护罩，出过事故还不改",
        "女工怀孕还安排上夜班，请劳动法律监督",
    ),
    "petition": (
        "企业改制时的安置问题一直没有解决，信访多年",
        "反映厂里食堂承包不公开，职代会没有开",
        "要求补办当年的工龄认定，材料被单位弄丢",
        "集资房的房产证十年没有办下来",
        "原来的集体企业退休待遇不一样，要求解决",
        "反映单位不公开厂务，职工代表没有选举",
        "当年买断工龄的补偿标准有问题，请上级复查",
        "家属院暖气问题多次反映没人管，请信访办理",
    ),
    "membership": (
        "想加入工会，怎么办手续",
        "换了单位，会员关系怎么转",
        "会员证丢了要补办",
        "快递员能不能入会",
        "公司没有工会，想自己申请入会",
        "退休以后会籍怎么保留",
        "工会会费怎么交，转会要什么材料",
        "农民工在工地上怎么入工会",
    ),
}
NEAR = {"dispute": "legal_aid", "legal_aid": "dispute", "supervision_letter": "dispute", "petition": "dispute"}
WRONG = 6  # of a hundred are filed under the neighbour
NEW = 3  # wordings of each service that nobody used before the newest fifth


def texts(count, seed=2026):
    """(service, title, text) of `count` matters, every service about as often as in a county's year."""
    dice = random.Random(seed)
    kinds = list(SAID)
    for at in range(count):
        kind = dice.choices(kinds, weights=(26, 12, 14, 12, 10, 10, 8, 8))[0]
        wordings = SAID[kind][:-NEW] if at * 5 < count * 4 else SAID[kind]
        said = dice.choice(wordings).format(months=dice.choice("两三四五六"))
        more = dice.choice(wordings).format(months=dice.choice("两三四五六")) if dice.random() < 0.3 else ""
        opening = dice.choice(OPENINGS).format(
            firm=dice.choice(FIRMS), shop=dice.choice(SHOPS), years=dice.choice("二三五八")
        )
        text = f"{opening}{said}。{more}{dice.choice(ENDINGS)}"
        if dice.random() < 0.25:  # somebody else's words slip in
            text += dice.choice(SAID[dice.choice(kinds)]).format(months="两")
        filed = NEAR.get(kind, kind) if dice.randrange(100) < WRONG else kind
        yield filed, said[:14] if dice.random() < 0.5 else dice.choice(("职工来电", "来访", "咨询")) + said[:8], text


def examples(count, seed=2026):
    return [Example(f"{title}。{text}", {"kind": kind}) for kind, title, text in texts(count, seed)]


def row(org, kind, title, text, day, **more):
    """An (unsaved) matter as it stands after its end."""
    at = aware(opening_of(day).replace(tzinfo=None)) + timedelta(hours=9)
    key = uuid.uuid4()
    said = {"key": key, "code_hash": key.hex * 2, "kind": kind, "title": title[:60], "text": text, "on": day, "at": at}
    said |= {"state": "closed", "closed": day, "channel": "window", "org": org, "first_org": org}
    return Case(**{**said, **more})


def closed_matters(orgs, count, seed=2026, end=c.TODAY):
    """`count` closed matters of some units, one day's worth after another, until a day."""
    made = [
        row(orgs[at % len(orgs)], kind, title, text, end - timedelta(days=(count - at) // 4))
        for at, (kind, title, text) in enumerate(texts(count, seed))
    ]
    return Case.objects.bulk_create(made)
