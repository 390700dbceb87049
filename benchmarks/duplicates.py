"""Announcements with known copies: what portals and papers do to a document, on invented prose and invented forms.

Truth is ``origin`` (records with one origin are copies) and ``family`` (records on one form, different announcements).
Everything follows from the seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.damage import DAMAGES, with_chrome
from benchmarks.fills import KINDS, PLACES, a_date, fill, filled, slots_of

WHO = ["市应急管理局", "县市场监督管理局", "区住房和城乡建设局", "省生态环境厅", "市自然资源和规划局", "县教育体育局", "各级卫生健康部门", "市交通运输综合执法支队", "县农业农村局", "区财政局", "市发展和改革委员会", "县人力资源和社会保障局", "乡镇人民政府", "街道办事处", "各有关企业", "行业协会", "供水单位", "燃气经营企业", "养老服务机构", "校外培训机构", "物业服务企业", "村民委员会", "水利工程管理单位", "文化市场经营单位", "食品生产加工小作坊", "药品零售企业", "建筑施工总承包单位", "危险化学品使用单位", "客运站场", "电力调度机构", "气象台站", "林业工作站", "消防救援大队", "档案馆", "图书馆"]
HOW = ["严格按照职责分工", "结合工作实际", "在充分调研的基础上", "按照属地管理原则", "坚持问题导向", "对照标准规范", "统筹线上线下", "以网格为单元", "分批次", "逐户", "依托信息化平台", "通过政府购买服务", "联合相关部门", "采取随机抽查方式", "在规定期限内", "进一步", "依法依规", "因地制宜", "优先", "持续", "定期", "主动", "会同属地", "利用周末时间", "深入基层一线", "从源头上", "建立台账后", "聘请专家", "对外公开承诺后", "分类"]
DOES = ["开展", "完善", "推进", "落实", "排查", "整改", "公开", "核查", "建立", "修订", "组织", "编制", "加强", "优化", "规范", "检查", "验收", "督促", "报送", "清理", "更新", "简化", "评估", "监测", "培训", "宣传", "收集", "汇总", "审核", "受理", "提升", "改造", "配备", "兑现", "统计"]
WHAT = ["老旧小区燃气管道", "农村饮用水水源", "学校食堂进货查验记录", "建设工程消防设计文件", "道路危险货物运输车辆", "特种设备使用登记", "政务服务事项清单", "财政专项资金绩效目标", "招标投标活动", "耕地保护责任制", "河湖岸线利用项目", "重点排污单位自动监控设施", "高层建筑疏散通道", "汛期值班值守制度", "动物疫病强制免疫", "民办教育机构办学资质", "医疗废物处置台账", "公共场所卫生许可", "食品安全追溯体系", "劳动用工备案手续", "农民工工资专用账户", "城乡居民养老保险", "住房公积金缴存", "不动产登记资料", "地质灾害隐患点", "森林防火物资储备", "非物质文化遗产名录", "旅游景区最大承载量", "网络预约出租汽车", "电梯维护保养质量", "计量器具检定", "知识产权保护措施", "企业信用修复流程", "双随机抽查结果", "行政执法公示制度", "节能改造方案", "新能源汽车充电设施", "再生资源回收网点", "生活垃圾分类投放点", "公园绿地养护", "校车安全管理", "退役军人优待政策", "残疾人辅助器具", "低保家庭收入", "殡葬服务收费", "社区矫正对象", "法律援助案件", "人民调解组织", "公共法律服务热线", "应急广播终端", "高标准农田", "粮食储备库存", "种子质量"]
SO = ["确保各项要求落到实处", "切实保障群众合法权益", "为年度目标任务完成打下基础", "防止同类问题再次发生", "有关情况及时向社会公布", "对发现的问题限期办结", "形成长效机制", "并接受社会监督", "相关结果作为考核依据", "逾期未完成的予以通报", "群众满意度明显提高", "不得增加基层负担", "必要时提请集体研究", "资料同步归档保存", "重大事项随时报告", "工作进度每旬通报", "让企业和群众少跑腿", "有效降低了事故风险", "取得了阶段性成效", "受到基层干部群众好评"]
CAUSES = ["针对近期检查中反映的情况", "为进一步规范管理", "会议指出", "通知要求", "据了解", "与会人员认为", "下一步", "同时", "此外", "在现场", "经过前期努力", "根据上级部署", "从监测数据看", "座谈会上", "活动期间", "按照计划", "截至目前", "需要说明的是", "在试点地区", "对于新增事项"]

# Slots: {a} address, {d} date, {m} amount, {n} number, {p} place, {w} person, {c} firm, {y} year, {k} code.
FORMS = (
    "行政处罚决定书\n{p}市监罚〔{y}〕{n}号\n当事人：{c}\n统一社会信用代码：{k}\n法定代表人：{w}\n{d}，我局执法人员依法对当事人的经营场所进行检查，发现当事人未按规定建立并遵守进货查验记录制度。"
    "上述事实有现场笔录、询问笔录、营业执照复印件等证据证明。当事人的行为违反了《中华人民共和国食品安全法》第五十三条第一款的规定。依据该法第一百二十六条的规定，决定给予当事人如下行政处罚：罚款人民币{m}元。"
    "当事人应当自收到本决定书之日起十五日内将罚款缴至指定银行。逾期不缴纳的，每日按罚款数额的百分之三加处罚款。如不服本处罚决定，可以在收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。\n{p}市场监督管理局\n{d}",
    "关于{w}同志任职前公示的公告\n根据《党政领导干部选拔任用工作条例》规定，经研究，现将{w}同志的有关情况公示如下：\n{w}，现任{p}农业农村局办公室主任，拟任{p}水利局副局长。"
    "公示时间：自{d}起五个工作日。公示期间，任何单位和个人均可以来信、来电、来访等形式反映公示对象存在的问题。反映问题应当实事求是，并署真实姓名。受理部门：{p}县委组织部干部监督科。\n{d}",
    "{p}自然资源和规划局国有建设用地使用权挂牌出让公告\n经{p}人民政府批准，决定以挂牌方式出让{n}号地块的国有建设用地使用权。该宗地面积{n}平方米，容积率不大于2.0，建筑密度不大于35%，绿地率不小于30%，"
    "出让年限70年，起始价{m}万元，竞买保证金{m}万元。中华人民共和国境内外的法人、自然人和其他组织均可申请参加，申请人可以单独申请，也可以联合申请。本次挂牌出让按照价高者得原则确定竞得人。"
    "申请人可于{d}至{d}到{p}公共资源交易中心获取挂牌出让文件，并按文件要求提交书面申请。联系人：{w}。",
    "中标结果公告\n项目编号：{k}\n项目名称：{p}农村公路养护工程第{n}标段\n采购方式：公开招标\n中标供应商：{c}\n中标金额：{m}元\n评审专家：{w}、{w}、{w}\n公告期限：自本公告发布之日起一个工作日。"
    "供应商认为采购文件、采购过程、中标结果使自己的权益受到损害的，可以在知道或者应知其权益受到损害之日起七个工作日内，以书面形式向采购人提出质疑。\n采购人：{p}交通运输局\n{d}",
    "停水通知\n因供水管网改造施工需要，定于{d}22时至次日6时对{p}部分区域停止供水，影响范围为{p}路以东、{p}路以南，涉及用户{n}户。请广大用户提前做好储水准备，停水期间请关闭水龙头，恢复供水初期如出现水黄现象属正常情况，"
    "请排放片刻后再使用。由此给您带来的不便敬请谅解。咨询电话：{n}。",
    "关于{c}安全生产许可证延期的公示\n根据《安全生产许可证条例》和有关规定，经企业申请、{p}应急管理局审查、现场核查，{c}符合安全生产许可证延期条件，拟准予延期，许可证编号{k}，有效期自{d}起三年。"
    "现予以公示，公示期七天。如有异议，请在公示期内向我局书面反映，逾期不予受理。联系人：{w}，电话{n}。",
    "{p}生态环境局关于拟作出建设项目环境影响评价文件审批意见的公示\n根据建设项目环境影响评价审批程序的有关规定，经审议，我局拟对{c}年产{n}吨再生塑料颗粒项目环境影响报告表作出审批意见。为保证审批工作的公开、公正，现将环评文件的基本情况予以公示，"
    "公示期为{d}至{d}（五个工作日）。听证权利告知：依据《中华人民共和国行政许可法》，自公示起五日内申请人、利害关系人可对拟作出的审批意见要求听证。项目总投资{m}万元，环保投资{m}万元。建设地点：{p}。",
    "{y}年{p}事业单位公开招聘工作人员第{n}批拟聘用人员公示\n根据公开招聘工作安排，经报名、笔试、面试、体检、考察等程序，确定{w}等{n}名同志为拟聘用人员，现予以公示。公示时间为{d}至{d}。"
    "公示期间，如对拟聘用人员有异议，可以通过书面、电话等形式向{p}人力资源和社会保障局反映。反映情况要客观真实，以单位名义反映的应加盖公章，以个人名义反映的应署真实姓名和联系方式。监督电话：{n}。",
    "{p}供销合作社联合社关于{d}集中采购大米的询价公告\n现就学校食堂大米采购进行询价，欢迎符合资格条件的供应商参加。采购数量{n}千克，预算金额{m}元，报价截止{d}上午9时，地点{p}公共资源交易中心三楼开标室，联系人{w}。"
    "供应商应当具有独立承担民事责任的能力、良好的商业信誉和健全的财务会计制度，具有履行合同所必需的设备和专业技术能力，参加采购活动前三年内没有重大违法记录。",
    "宅基地批准公告\n申请人{w}，家庭人口{n}人，拟在{p}村{n}组建房，宅基地面积{n}平方米，建房占地{n}平方米，层数二层。经村民小组讨论、村级审查、镇级审核，该户符合宅基地申请条件，现予公告。公告时间{d}。",
    "{p}人民社会保障服务中心工伤认定文书送达公告\n{p}人社工认〔{y}〕{n}号\n{w}：你于{d}提出的工伤认定申请收悉，现已作出认定工伤决定书。因按你登记的住址{a}无法送达，现依法向你公告送达。"
    "自本公告发布之日起经过三十日即视为送达。如对该决定不服，可以自送达之日起六十日内申请行政复议，也可以在六个月内向人民法院提起诉讼。\n{d}",
    "{p}人民政府关于{w}等同志职务任免的通知\n{p}政人〔{y}〕{n}号\n各乡镇人民政府，有关部门：\n经研究决定，任命{w}同志为交通运输局副局长，试用期一年；免去{w}同志的水利局副局长职务。请按有关规定办理手续。\n{d}",
)

AUTHORITIES = ["人民政府", "应急管理局", "财政局", "教育局", "发展和改革委员会", "人民政府办公室"]
_SUBJECTS = ["安全生产专项整治", "优化营商环境", "农村人居环境提升", "校园食品安全", "防汛抗旱准备", "惠企政策落实", "老旧小区改造", "森林防灭火", "公共文化服务", "就业援助"]
_OCCASIONS = [
    "经个人申请、村级评议、镇级审核，拟将下列对象纳入本年度补助范围，现予公示，公示期七天，如有异议请以书面形式反映。",
    "根据评审办法，经资料审查和现场核查，现将拟确定的名单公示如下，接受社会监督，逾期不予受理。",
]
_GENRES = ["工作方案的通知", "情况的通报", "实施意见", "有关事项的公告", "调研座谈会召开", "动员部署会议举行"]


@dataclass(slots=True)
class Made:
    """A record as a crawl writes it, with its truth."""

    record: dict[str, object]
    origin: int
    family: int | None
    damage: str


class Generator:
    """Records from one seed. ``prose(random, letters)`` gives a text of about so many letters; invented by default."""

    def __init__(self, seed: int, prose: Callable[[random.Random, int], str] | None = None) -> None:
        self.random = random.Random(seed)
        self.prose = prose or invented_prose
        self._origin = 0
        self._serial = 0

    def corpus(self, documents: int, families: int, siblings: int, copies: tuple[int, int] = (0, 4)) -> Iterator[Made]:
        """``documents`` prose announcements and ``families`` × ``siblings`` on forms, each with a random number of copies,
        in random order."""
        made = [m for _ in range(documents) for m in self._with_copies(self._document(), None, copies)]
        for family in range(families):
            on_a_form = self._lists(siblings) if self.random.random() < 0.2 else self._siblings(siblings)
            made += [m for text, title in on_a_form for m in self._with_copies((text, title), family, (0, copies[1] // 2))]
        self.random.shuffle(made)
        yield from made

    def _document(self) -> tuple[str, str]:
        r = self.random
        head = f"{r.choice(PLACES)}{r.choice(KINDS)}{r.choice(AUTHORITIES)}"
        title = self._title(head)
        text = self.prose(r, int(r.lognormvariate(6.6, 0.6)) + 120)
        return f"{text}\n{head}\n{a_date(r)}", title

    def title(self) -> str:
        """Of an announcement that stands on no form."""
        r = self.random
        return self._title(f"{r.choice(PLACES)}{r.choice(KINDS)}{r.choice(AUTHORITIES)}")

    def _title(self, head: str) -> str:
        r = self.random
        return f"{head}{'关于' if r.random() < 0.7 else ''}{r.choice(_SUBJECTS)}{r.choice(_GENRES)}"

    def _siblings(self, count: int) -> Iterator[tuple[str, str]]:
        """Announcements on one form: all share the fills but those of one to four slots (or of all)."""
        r = self.random
        form = r.choice(FORMS)
        if r.random() < 0.4:
            form += "\n" + self.prose(r, 250)
        slots = slots_of(form)
        fixed = [fill(kind, r) for kind in slots]
        loose = set(range(len(slots))) if r.random() < 0.5 else set(r.sample(range(len(slots)), min(len(slots), r.randint(1, 4))))
        seen: set[str] = set()
        while len(seen) < count:
            fills = [fill(kind, r) if i in loose else fixed[i] for i, kind in enumerate(slots)]
            text = filled(form, fills)
            if text not in seen:
                seen.add(text)
                yield text, text.split("\n")[0][:60]
            else:
                loose |= {r.randrange(len(slots))}  # a slot for a year has seven fills

    def _lists(self, count: int) -> Iterator[tuple[str, str]]:
        """Announcements of one office whose lists differ in one line."""
        r = self.random
        kind = r.choice("wca")
        rows = [fill(kind, r) for _ in range(r.randint(6, 16))]
        occasion = r.choice(_OCCASIONS)
        seen: set[str] = set()
        while len(seen) < count:
            at = r.randrange(len(rows))
            listed = [*rows[:at], fill(kind, r), *rows[at + 1 :]]
            text = f"{occasion}\n" + "\n".join(f"{n}、{row}" for n, row in enumerate(listed, 1)) + "\n特此公示。"
            if text not in seen:
                seen.add(text)
                yield text, "关于拟确定对象名单的公示"

    def _with_copies(self, document: tuple[str, str], family: int | None, copies: tuple[int, int]) -> Iterator[Made]:
        self._origin += 1
        r = self.random
        day = r.randint(1, 28)
        text, title = document
        yield self._made(text, title, family, "original", day)
        for _ in range(r.randint(*copies)):
            name = r.choice(sorted(DAMAGES))
            damaged_text, damaged_title = DAMAGES[name](text, title, r)
            if r.random() < 0.3:
                damaged_text, damaged_title = with_chrome(damaged_text, damaged_title, r)
            yield self._made(damaged_text, damaged_title, family, name, day + r.randint(0, 3))

    def _made(self, text: str, title: str, family: int | None, damage: str, day: int) -> Made:
        self._serial += 1
        url = f"http://{self.random.choice(('www', 'xxgk', 'yjj', 'news'))}.p{self.random.randint(1, 400)}.gov.cn/a/{self._serial}.html"
        month = 1 + day // 29
        record: dict[str, object] = {"id": f"{self.random.getrandbits(64):016x}", "url": url, "title": title, "text": text}
        record["published"] = f"2023-{month:02d}-{(day - 1) % 28 + 1:02d}"
        return Made(record, self._origin, family, damage)


def invented_prose(r: random.Random, letters: int) -> str:
    out: list[str] = []
    total = 0
    while total < letters:
        parts = [r.choice(CAUSES) + "，"] if r.random() < 0.4 else []
        parts.append(f"{r.choice(WHO)}{r.choice(HOW)}{r.choice(DOES)}{r.choice(WHAT)}")
        if r.random() < 0.5:
            parts.append(f"，{r.choice(HOW)}{r.choice(DOES)}{r.choice(WHAT)}和{r.choice(WHAT)}")
        if r.random() < 0.35:
            parts.append(f"，共{r.randint(2, 900)}{r.choice(('处', '户', '家', '人次', '件'))}")
        if r.random() < 0.15:
            parts.append(f"，{a_date(r)}前完成")
        parts.append("，" + r.choice(SO) + "。" + ("\n" if r.random() < 0.25 else ""))
        sentence = "".join(parts)
        out.append(sentence)
        total += len(sentence)
    return "".join(out).strip()
