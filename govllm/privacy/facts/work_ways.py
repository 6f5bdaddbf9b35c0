"""What is said around an organisation of somebody who works there."""

from __future__ import annotations

import re

from govllm.privacy.facts.organisations import is_school
from govllm.privacy.facts.wording import is_named
from govllm.privacy.facts.work_persons import (
    RARE,
    in_brackets,
    is_person,
    name_ends,
    named_before,
    somebody_before,
    speaks_from,
)
from govllm.privacy.names.lists import read_lists
from govllm.wordlists import mirrored, one_of, words_of

_POST = one_of(words_of("privacy", "posts"))
# Trades beyond the list: 挡车工, 验光师; but 加工, 党员 and 对手 are none.
_ANY_POST = (
    r"(?:(?!招|[^,。]{0,4}(?:[加施竣开分动罢返复招用务全]工|[党会成官委人组]员|[对选入着动]手"
    r"|[出会]师|[发成擅]长))[\u4e00-\u9fff]{1,4}(?:工(?![程作业地厂会资期序艺具商信程])"
    r"|员(?![工会])|师(?![范生资])|手(?![续机术工段册指里上写])|匠))"
)
_PART = (
    r"(?:的|党委|党组|党支部|支部|工会|原|退休|[\u4e00-\u9fff0-9]{1,8}?"
    r"(?:部|科|处|室|局|系|队|班|组|所|车间|窗口|中心|专业|学院|站|路|线|段|厂|馆|台|库|区|门诊"
    r"|分部|办)|[\u4e00-\u9fff]{2}(?=教师|老师|组长))?"
)
# Behind the organisation: its part, and what somebody is there.
_HOLDS = re.compile(
    rf"[ ]?(?:的?[一这那][名位个]|的?(?=普通|年轻|在职|在编))?"
    rf"(?:普通|年轻|基层|在职|在编|资深)?"
    rf"{_PART}(?:的|原|前|兼|老|首席|高级|资深|专职|兼职|见习){{0,2}}"
    rf"(?P<post>{_POST}(?:[、兼]{_POST}){{0,3}}|{_ANY_POST}"
    rf"(?!人员|学院|系|专业|学))(?P<role>职务|工作(?!组|站)|一职)?[ ]?[:]?[ ]?"
)
_ENDS_POST = re.compile(r"[,。;、)\n!?的 ]|退休|退养|下岗|兼|身份|名义|$")
# 工作 as what somebody does, not as a part of other words.
_NO_LABOUR = (
    "(?!人员|现场|日|站|组|会议|机制|要求|的?部署|专班|报告|方案|动态|室|制度|安排|流程|手册|指引|专线|单位"
    "|量)"
)
_DOES = one_of(words_of("privacy", "trades"))
_WORKS = re.compile(
    # Where somebody buys, asks or complains they do not work.
    r"(?!(?!上班|干活|做工|打工|务工|工作|当班|值班|加班|做事|兼职)[^,。;:!?\n]{0,8}(?:召开|举行|举办|开展|组织(?![部科])|主持(?!人)|参加(?!工作)|买|问|办(?!公|案)|住院|住了|治|手术|输液|透析|化疗|看[了过]|等了|排[队了]|存[了过]|转账|摔|举报|投诉|看病|租房|咨询|体检|[交存缴租住花充续保欠借等排订][了过]))"
    r"(?![^。;!?\n]{0,14}(?:花了|收了我|要价|退款|押金|会员卡|没修好|物业费))"
    r"[^,。;:!?\n]{0,8}?(?:上[早晚夜白中大小着]?班|上[过了][^,。]{0,4}班|打工|务工"
    rf"|工作{_NO_LABOUR}"
    r"|做[工活]|干活|作业|井下|的?(?:参保|社保缴)|离职|辞职|辞工|被辞退|被裁|走的|出来的|就业(?!人[数员]|率|岗位|形势|服务|补贴|援助|培训|困难)"
    r"|实习|兼职|任职|任教|见习|当差|谋生|讨生活|效力|供职|服役|教书|站岗|值班|倒班|退休|下岗"
    r"|内退|退养|病退|离休|打零工|上岗|挂职|跟班|帮助工作|坐班|轮岗|驻点|驻守|驻勤|干[了过到着]"
    r"|当[^,。;\n]{0,7}?[工员师生士安洁卫机计纳服长记手兵官练]"
    r"|做(?!好|到|出|得|完|登|备|公|检|核|不|[^,。;\n]{0,4}(?:体检|手术|笔录|登记|备案|检查|鉴定|担保"
    r"|按揭|贷款|抵押|过户|产检|超|磁|镜|透析|治疗|切除|置换|移植|支架|搭桥|牙|激光|造影|穿刺|缝合|康复|理疗|推拿|针灸|活检|化疗|放疗|保养|美容|头发"
    r"|评估|调查|宣传|志愿|客|决定|活动|讲座|报告))[^,。;\n]{1,8}"
    r"|找[了到]*[个份点]?[^,。;\n]{0,4}(?:活|工作|事做|差事|班上)|谋[了到]*[个份]|[领拿]工资|入职|上任|就任|履新|试工|跟车|顶岗"
    r"|(?:的(?:船|车队)(?=[,。跑出])|[写画教开修当管跑卖扛烧看站守]过)"
    r"|[^,。;\n办买租住存等交看读念]{1,10}[0-9一二三四五六七八九十几两半]+(?:多|来|个|余)?(?:年"
    r"|(?<=个)月)(?!内|底|级|[0-9前末初])"
    r"|干的?(?:保|焊|电|那阵|那几|活|是)|开(?:车|岸桥|叉车|吊车|货车|公交|出租|塔吊|铲车|挖机)"
    r"|从事|担任|任[^何意务凭]|是(?:管|看|做|搞|跑|开|教|修)[^,。;\n]{0,6}的|是(?:同?一个?|同)(?:车间|班组|科室|部门|单位)|编制|三班倒|两班倒"
    r"|教(?:[\u4e00-\u9fff]{2}(?=[,。;\n的]|$)|[英语数体音美])|卸货|送货|送餐|跑业务|跑车"
    r"|卖[^,。;\n]{1,4}|耗着|混日子|混饭|一辈子|半辈子|大半生|多年(?!前|来)|好几年|些年"
    rf"|食堂|窗口(?=[,。]|工作|$)|带班|看门|扫地|打扫|{_DOES})"
)
_SHIFT = re.compile(r"[^,。;:!?\n]{0,6}?(?:上[早晚夜白中大小着]?班|上过班|打工|务工)")
_AT = re.compile(r"(?:入|在|(?<!关)于|到|给|去|从|进了?|由|搁|替|帮|跟着|跟随|随|跟|靠)$")
_AT_ENDS = frozenset("入在于到给去从进了由搁替帮着随跟靠")
# What a person has of their work there: 我在…的工资.
_OWN = re.compile(
    r"的?(?:工资(?!卡)|薪水|薪资|工钱|工龄|工位|岗位|编制|饭碗|饭卡|工牌|工作证|活儿?(?!动)|差事|考勤"
    r"|合同工|讲台|同事|老同事|领导|老板|师傅|班(?=[,。上])|船上|车上|车队|工地上)"
    r"|的(?P<stands>讲台|岗位|工位)"
)
_RESTS = re.compile(
    r"[,。!?\n]|呢|吗|吧|哈|哦|对吧|呀|嘛|啊|的时候|那会|那几年|那些年|那阵|那年|期间|$"
)
_KIN = (
    r"(?:我|小孩|娃儿?|老?同学|朋友|战友|闺蜜|邻居|老乡|亲戚|亲家|发小|哥们|工友|那口子|那位|那个谁|俺|咱|你|(?<!其)[他她]|本人|[爸妈爹娘哥姐弟妹舅姑姨叔伯婶嫂爷奶公婆侄]|[姐妹]夫|丈夫|妻子"
    r"|媳妇|儿媳|女婿|外甥女?|老[公婆伴头]|爱人|配偶|对象|父亲|母亲|岳[父母]|儿子|女儿|闺女|孩子"
    r"|孙[子女]|[长次独][子女]|老[大二三四]|[老小阿][\u4e00-\u9fff]|[男女对]方|死者|逝者|同志|师傅|先生|女士|家属)"
)
_THEN = (
    r"(?:们|自己|不是|不就|一个人|以前|原先|原来|之前|从前|早先|过去|当年|当时|早年|年轻时|现在|如今|目前|后来|一直|退休前"
    r"|一起|一块儿?|一道|正|刚|今年|去年|前年|这几年|那几年|那会儿|年前|最近|前几年|头几年|平时|白天|晚上|后头|后面"
    r"|前面|之后|头两年|前些年|下岗前|出事前|生前|婚前|毕业后|退伍后|都|就|也|还|又|人|本来|曾|曾经)"
)
_MINE = re.compile(
    rf"{_KIN}{_THEN}{{0,3}}(?:在|搁|是|:)?$|(?:^|[,。;:!?\n ]){_THEN}{{1,3}}(?:在|搁)$"
)
_PERSON_IS = re.compile(rf"{_KIN}{_THEN}{{0,3}}[是系]$")
_IS_WHAT = re.compile(
    r"的(?!老?(?:会员|顾客|客户(?!经理)|学员|业主|住户|储户|用户|患者|病人|租户|租客|粉丝|常客|主顾|供应商|投资人|乘客|居民|村民|学生|家长|孩子"
    r"|合作|旅客|读者|观众|消费者|车主|房东))"
    r"[\u4e00-\u9fff]{2,6}(?:[,。;!? \n]|$)"
)
# Ties of work that are told as such, whoever they are told of.
_TIES = re.compile(
    r"(?:把|将|给)?(?:我|他|她|其|俺)?们?(?:无故|违法|突然|口头)?(?:开除|辞退|解雇|解聘|裁(?![判定决])|炒|扫地出门|以[^,。;\n]{1,12}?(?:解除|辞退|开除|解雇|解聘)"
    r"|解除劳动|除名|劝退|停职|调岗|返聘|优化|聘用为|聘为|录用)"
    r"|(?:之间)?(?:签订|签了|签|建立|存在|解除|终止|确认|发生)[^,。;\n]{0,6}(?:劳动|聘用|用工|雇佣"
    r"|[0-9一二三四五六七八九十两]年)(?:合同|关系|争议|协议)?"
)
_TIED = frozenset("被与和跟同把遭")
_HANGS = re.compile(
    r"(?:社保|工资|劳动关系|人事关系|组织关系|档案|编制|合同|关系)(?:还|都|一直)?(?:挂|落|放|签|交|转|上"
    r"|留)?[在到由是]$"
)
# 她是…的, 以前…的, 老…的: of somebody, not of a thing.
_OF_IT = re.compile(
    r"(?:的(?:老?职工|老?工人|员工|人|老人|合同工|临时工)?(?:嘛|呢|吧|啊|呀|哦|呗|[,。!?;) \n]|$)"
    r"|(?:年纪|资格|工龄)最[大老长]的|派来的|派的|最年轻的|的一[位名员]|[这那][批帮些]"
    rf"|{_DOES}(?:的?那[个位人]|的(?:[,。!? \n]|$))"
    r"|(?:退休|退养|下岗|内退|离职|辞职|退)(?:的|了|[,。; |\n]|人员|$))"
)
_ONE_IS = re.compile(
    rf"(?:(?:{_KIN}|方|家里){_THEN}{{0,3}},?(?:是|在|搁)?|(?:以前|原先|原来|从前|过去|早先|生前|退休前|捕前|案发前"
    rf"|现在|如今)(?:是|在)?|人家|就是|(?:司机|骑手|职工|工人|保安|保洁|护士|老师),|,老|。老|[。,:]原|^原|^老|都是)$"
)
_JOINS = re.compile(
    r"(?:就职于?|供职于?|任职于?|受雇于?|受聘于?|执业于|任教于|执教于|服役于|工作于|服务于|就业于"
    r"|效力于|退休于|隶属于?|归属于?|从业于|挂职于|毕业后进入|入职|新入职|加入|加盟|待过|干过"
    r"|调[入到任至去往回]|(?:分[配到]|安排|安置|分派|派遣|派驻|派往|派|调配|转业|介绍|借调|抽调"
    r"|选调|交流|聘用?|录用|招录|招聘|考录?|借用|下放|推荐|转岗|跳槽|转|换|跑|回|跳)[到去至进往入]了?|(?:分配|安排|安置)在|(?<=[年月父母爸妈子女儿他她我后])进|挂职"
    r"|招[进入]|派驻|派往|派遣至|进了|进厂|辞去|辞掉|离开|从|聘任为|任|挂任|转任|升任|调任|改任"
    r"|出任|历任|曾任|挂靠[在到于]?|签约|签在|所在的|进入|考[上入进取]了?|(?:供职|就职|任职|服务|工作|上班|打工|服役|效力|待)的"
    r"|来自)$"
)
# With these the organisation may be one where somebody goes: more must be said behind it.
_WEAK_JOIN = re.compile(
    r"(?:离开|从|进了|转[到去至进往入]了?|换[到去至进往入]了?|跑[到去]了?|回[到去]了?|进入|进|考[上入进取]了?|来自)$"
)
_JOIN_ENDS = frozenset("上取自职于任雇入到配至了去靠进往回属盟过掉开从聘约在的为驻厂")
# Whoever was a pupil there is no employee.
_LEARNS = re.compile(
    r"(?:毕业|就读|在读|考[上入取进]|录取|转学|入读|求学)(?:[于到自在了为]|的是)?$"
)
_LEARN_ENDS = frozenset("业读上入取进学于到自在了为是")
_PLACE = re.compile(mirrored(words_of("privacy", "work_places")))
_FROM = re.compile(
    r"(?P<sure>借[调用]|抽调|选派|选调|商调|调[来入过]|调任|派来|派驻|退下来|跳槽|转岗|转业|买断|内退|病退|离岗|开除|被裁|裸辞|被?优化|毕业了|辞|离职"
    r"|退休|下岗)|(?:过来的|退的|出来的?|走的)"
)
_IS = re.compile(
    r"(?:是|系|为|任|原|前|现|曾|兼|当过|做过|以|作为|身为|挂任|担任|出任|历任|聘任|聘为|选为|当选"
    r"|免去\S{2,8}的|你们|我们|咱们|同志的|不再担任|免去|拟任|转任|升任|调任)$"
)
_IS_ENDS = frozenset("是系为任原前现曾兼过以的们去选")
# Clauses about a person, behind which what they are follows.
_ABOUT = re.compile(
    r"(?:族|[男女]|岁|现年[^,]{1,5}|生|学历|文化|党员"
    r"|户籍|籍|住[^,]{0,20}|人|学位|学士|硕士|[0-9X])[,、 ]+$"
    r"|,[ ]?[现原]?[系是为]$"
)


def says_so(flat: str, begin: int, end: int) -> bool:
    """Whether the words before and behind an organisation say that somebody works there."""
    before = flat[max(0, begin - 20) : begin]
    # 在那个云水超市.
    if before[-1:] in _POINTS and before.endswith(_POINTING):
        before = before[:-2]
    if before.endswith("在") and _NOBODY.search(before):
        return False
    if before[-1:] in _LEARN_ENDS and _LEARNS.search(before) and is_school(flat, begin, end):
        return False
    if before[-1:] in _JOIN_ENDS and _joins(flat, before, begin, end):
        return True
    at = before[-1:] in _AT_ENDS and _AT.search(before)
    if at and _WORKS.match(flat, end):
        return True
    if before[-1:] in _OPENINGS and _SHIFT.match(flat, end):
        return True
    if before[-1:] in _TIED and _TIES.match(flat, end):
        return True
    if before[-1:] in _HANG_ENDS and _HANGS.search(before):
        return True
    own = _OWN.match(flat, end)
    if own and (_MINE.search(before) or (own["stands"] and before.endswith("在"))):
        return True
    rests = before[-1:] in ("在", "搁") and _RESTS.match(flat, end) and _MINE.search(before)
    if rests and not _is_public(flat, begin, end):
        return True
    following = flat[end : end + 1]
    if following in _OFFERS and _offered(flat, before, end):
        return True
    if _OF_IT.match(flat, end) and (
        flat[begin] == "老" or _ONE_IS.search(before) or named_before(flat, begin)
    ):
        return True
    what = following == "的" and _PERSON_IS.search(before)
    if what and (_IS_WHAT.match(flat, end) or is_person(flat, end + 1)):
        return True
    if following == ")" and in_brackets(flat, begin, end):
        return True
    if following in _CLOSING:
        return bool(at) and (
            _later(flat, begin, end)
            or (_MINE.search(before) is not None and _LATER.match(flat, end) is not None)
        )
    if at and (_later(flat, begin, end) or (_MINE.search(before) and _LATER.match(flat, end))):
        return True
    if speaks_from(flat, begin, end):
        return True
    # 体育馆东门 is no Mr Dongmen.
    bare = flat[end] in RARE and flat[end : end + 2] not in read_lists().compound
    if bare and (_ADDRESSED.match(flat, end) or (_CALLED.match(flat, end) and is_named(flat, end))):
        return True
    if before[-1:] in ("在", "搁") and _is_firm(flat, begin, end) and not _VISITS.match(flat, end):
        return bool(_MINE.search(before)) or name_ends(flat, begin - 1)
    part = _DEPARTMENT.match(flat, end)
    if part and is_person(flat, part.end()) and _TITLED.match(flat, part.end()):
        return True
    if flat[end] == "的" and _FULL.match(flat, end + 1) and is_named(flat, end + 1):
        return True
    if part and flat[part.end()] == "的" and is_person(flat, part.end() + 1):
        return True
    return _holds_post(flat, before, begin, end)


# 有人在..., 外来务工人员在...: no one certain.
_NOBODY = re.compile(
    r"(?:有人|务工人员|从业人员|职工们|员工们|工人们|大家|人们|不少[^,。]{1,3}|许多[^,。]{1,3}"
    r"|有[一几多两三]?[名位个][^,。]{0,4}|(?<![\u4e00-\u9fff])[一多数几][名位][^,。]{1,5}|凡|如果|若|要是)(?:是|还|都|正)?在$"
)
_POINTS = frozenset("个家市区县")
_POINTING = ("那个", "这个", "那家", "这家", "我市", "我区", "我县", "本市", "辖区")
_OFFERS = frozenset("的oO录入聘三")
_OPENINGS = frozenset(["", ",", ":", "\n"])
_CLOSING = frozenset(["", *",。;:!?、\n(|"])
_HANG_ENDS = frozenset("在到由是")
# Somebody who is at a works is there to work, unless they buy, visit or pass by.
_VISITS = re.compile(
    r"[^,。;!?\n]{0,6}?(?:门口|门前|附近|旁|对面|家属|小区|楼下|后面|隔壁|买|订|租|投诉|开会|参观|办|路过"
    r"|看[到见了]|摔|发生|购|消费|充值|举办|召开|贷|借|存|投保|报案|报名|维权|考察|调研|检查|采访|加[的了]?油"
    r"|举行|承包|定[做制]|修[了过]|吃|喝|住|玩|洗|剪|烫|办卡|体检)"
    r"|[^。;!?\n]{0,14}(?:花了|收了我|要价|退款|押金)"
)
_FIRM = re.compile(mirrored(words_of("privacy", "work_firms")))
_LATER = re.compile(
    r"[^。;!?\n]{1,22}?(?:工资|工钱|薪水|底薪|班组|车间|同事|工友|工龄|下班|上班|岗位|辞职|离职|编制|下岗"
    r"|徒弟|学徒|学手艺|当班|加班|劳模|工牌|工伤|转正|试用期|劳动合同|三班|夜班|月薪|计件|包吃|打卡|考勤|拧|扛|搬|焊)"
)


def _is_firm(flat: str, begin: int, end: int) -> bool:
    return _FIRM.match(flat[begin:end][::-1]) is not None


def _later(flat: str, begin: int, end: int) -> bool:
    """Whether the words behind a firm where somebody is told to be are of work."""
    return bool(_LATER.match(flat, end)) and _is_firm(flat, begin, end)


_DEPARTMENT = re.compile(
    r"[\u4e00-\u9fff0-9]{1,5}?(?:科|处|室|部|局|队|班|组|所|车间|窗口|系)(?=.)"
)
_TITLED = re.compile(r"[\u4e00-\u9fff]{2,3}(?:同志|先生|女士|大夫|医生|护士|老师|主任|师傅|警官)")
_FULL = re.compile(
    r"[\u4e00-\u9fff]{2,3}?(?:同志|先生|女士|老师|医生|师傅|大夫|警官|律师|说|告诉"
    r"|介绍|表示|[,。;、)\n ]|$)"
)
_ADDRESSED = re.compile(r".(?:师傅|女士|先生|某{1,2})(?![们性])")
_CALLED = re.compile(r"[\u4e00-\u9fff]{2,3}(?:同志|先生|女士|老师|医生|师傅|[,。;、)\n ]|$)")


_GETS = re.compile(r"(?:[收拿接等]到了?|拿了|签了)$")
_OFFER = re.compile(r"的?(?:offer|OFFER|Offer|录用|入职通知|聘书|聘用|三方)")


def _offered(flat: str, before: str, end: int) -> bool:
    """Whether somebody has the promise of a post: 收到云水科技的录用通知."""
    return _OFFER.match(flat, end) is not None and _GETS.search(before) is not None


def _joins(flat: str, before: str, begin: int, end: int) -> bool:
    if not _JOINS.search(before):
        return False
    if not _WEAK_JOIN.search(before):
        return True
    if before.endswith("从"):
        left = _FROM.match(flat, end)
        return bool(left and (left["sure"] or not _is_public(flat, begin, end)))
    return flat[begin] not in "0123456789一两三四五六七八九十" and not _is_public(flat, begin, end)


# (客户之兄,...教师).
_BRACKET = re.compile(r"[(][^()]{0,14}[,、;]?$")


def _holds_post(flat: str, before: str, begin: int, end: int) -> bool:
    holds = _HOLDS.match(flat, end)
    if not holds:
        return False
    if holds["role"]:
        return True
    # 被东篱法院干警堵住: who acts is no one certain, be the next character a family name.
    acts = before[-1:] in ("被", "由")
    if is_named(flat, holds.end()) if acts else is_person(flat, holds.end()):
        return True
    if before[-1:] in _IS_ENDS and _IS.search(before):
        return True
    if _ABOUT.search(before) or _MINE.search(before):
        return True
    behind = holds.end("post")
    if _BRACKET.search(before) and flat[behind : behind + 1] in (")", ",", ";"):
        return True
    if not _ENDS_POST.match(flat, behind):
        return False
    return named_before(flat, begin) or (before[-1:] == "," and somebody_before(flat, begin))


def is_place(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation is one where people go without working there."""
    return _PLACE.match(flat[begin:end][::-1]) is not None


def _is_public(flat: str, begin: int, end: int) -> bool:
    return is_place(flat, begin, end) or is_school(flat, begin, end)
