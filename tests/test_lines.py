"""Settling: what a line is, as its neighbours decide. Each case is a few lines and what they must come to."""

from __future__ import annotations

import pytest

from checker.lines import read_lines
from checker.model import Line, Mark, Source
from checker.text import Span, fold


def shown(line: Line, text: str) -> str:
    """kind:label《heading》words, with + before a physical line that runs on."""
    words = ""
    for kind, span in line.leaves:
        if kind in ("line", "text", "cell", "rest", "below"):
            part = "".join(fold(text[span.start : span.end]).split())
            words += {"line": "¶", "text": "+", "cell": "|", "rest": "~", "below": "_"}[kind] + part
    heading = f"《{line.heading}》" if line.heading else ""
    return f"{line.kind}:{line.label}{heading}{words}"


def settled(text: str) -> list[str]:
    return [shown(line, text) for line in read_lines(Source("x", text))]


WIDE = "事業者は、利用者が住み慣れた家で暮らし続けられるように、家族や関係する人たちと力を合わせて支えること"  # 50 characters
PAGE = "\n".join(f"第{n}条　{WIDE[:44]}\n{WIDE[:45]}\nを約束します。" for n in (1, 2, 3)) + "\n"

CASES = {
    # -------------------------------- articles
    "caption above": ("（目的）\n第１条　甲は乙に頼む。", ["article:第1条《目的》", "paragraph:¶甲は乙に頼む。"]),
    "number without 第": ("１条　目的\n甲は乙に頼む。", ["article:1条《目的》", "paragraph:¶甲は乙に頼む。"]),
    "caption behind": ("第１条（目的）\n甲は乙に頼む。", ["article:第1条《目的》", "paragraph:¶甲は乙に頼む。"]),
    "caption behind with text": ("第1条(目的)甲は乙に頼む。", ["article:第1条《目的》", "paragraph:¶甲は乙に頼む。"]),
    "caption below the number": ("第１条\n（目的）\n甲は乙に頼む。", ["article:第1条《目的》", "paragraph:¶甲は乙に頼む。"]),
    "caption without brackets": ("第１条　契約の目的\n甲は乙に頼む。", ["article:第1条《契約の目的》", "paragraph:¶甲は乙に頼む。"]),
    "caption in its own column": ("（目的）　　第１条　甲は乙に頼む。", ["article:第1条《目的》", "paragraph:¶甲は乙に頼む。"]),
    "caption set apart by a blank": (
        "第５条　契約期間　この契約の期間は一年とし、その後も同じとする。",
        ["article:第5条《契約期間》", "paragraph:¶この契約の期間は一年とし、その後も同じとする。"],
    ),
    "bracketed number": ("【第5条】契約期間\n一年とする。", ["article:第5条《契約期間》", "paragraph:¶一年とする。"]),
    "markdown": ("### **（目的）**\n第 10 条 甲は乙に頼む。", ["article:第10条《目的》", "paragraph:¶甲は乙に頼む。"]),
    "no blank": ("第1条甲は乙に頼む。", ["article:第1条", "paragraph:¶甲は乙に頼む。"]),
    "branch": ("第十二条の二　甲は乙に頼む。", ["article:第十二条の二", "paragraph:¶甲は乙に頼む。"]),
    "sentence, not heading": (
        "第１条　甲は乙に頼む\n第２条　乙は引き受ける",
        ["article:第1条", "paragraph:¶甲は乙に頼む", "article:第2条", "paragraph:¶乙は引き受ける"],
    ),
    "no number": (
        "第１条　甲は乙に頼む。\n第２条　乙は受ける。\n（その他）\nここにないことは二人で決める。",
        ["article:第1条", "paragraph:¶甲は乙に頼む。", "article:第2条", "paragraph:¶乙は受ける。",
         "article:《その他》", "paragraph:¶ここにないことは二人で決める。"],
    ),
    "a reference begins a line": (
        "第１条　甲は乙に頼む。ただし、\n第５条の規定により断ることができる。",
        ["article:第1条", "paragraph:¶甲は乙に頼む。ただし、+第5条の規定により断ることができる。"],
    ),
    "an article begins with a reference": (
        "第１条　甲は乙に頼む。\n第２条　第１条の定めは、その後も続く。",
        ["article:第1条", "paragraph:¶甲は乙に頼む。", "article:第2条", "paragraph:¶第1条の定めは、その後も続く。"],
    ),
    "numbered rows of counts": (
        "職種　　　　　常勤　　非常勤\n１．介護職員　　　　24名　　　18名\n２．看護職員　　　　4名　　　3名\n５．苦情\n管理者が承ります。",
        ["row:|職種|常勤|非常勤", "row:|1.介護職員|24名|18名", "row:|2.看護職員|4名|3名", "section:5.《苦情》¶管理者が承ります。"],
    ),
    "an attachment below a signature block": (
        "　令和　年　月　日\n　利用者　氏名　　　　　　　印\n　事業者　氏名　　　　　　　印\n\n別表（料金）\n要介護１　　1,000円\n要介護２　　2,000円",
        ["signature:¶令和年月日¶利用者+氏名+印¶事業者+氏名+印", "section:《別表(料金)》", "row:|要介護1|1,000円", "row:|要介護2|2,000円"],
    ),
    "an attachment below a table": (
        "区分　　　金額\n要介護１　　1,000円\n要介護２　　2,000円\n別表２　取消料\n前日まで　　0円\n当日　　　500円",
        ["row:|区分|金額", "row:|要介護1|1,000円", "row:|要介護2|2,000円", "section:《別表2取消料》", "row:|前日まで|0円", "row:|当日|500円"],
    ),
    "chapter": ("第１章　総則\n第１条　甲は乙に頼む。", ["chapter:第1章《総則》", "article:第1条", "paragraph:¶甲は乙に頼む。"]),
    "a key before a colon": (
        "１．概要\n・管理者：海野　次郎\n・名称：あおば（番号　1）\n２．料金\n無料です。",
        ["section:1.《概要》", "item:・《管理者》¶海野次郎", "item:・《名称》¶あおば(番号1)", "section:2.《料金》¶無料です。"],
    ),
    "an article that begins with another one": (
        "（精算）\n第１条　第９条により終わったときは、払う。\n第２条　以下の場合は、払わない。\n第３条　乙は、甲に対し、\n第４条　第１項により払う。",
        ["article:第1条《精算》", "paragraph:¶第9条により終わったときは、払う。", "article:第2条", "paragraph:¶以下の場合は、払わない。",
         "article:第3条", "paragraph:¶乙は、甲に対し、+第4条第1項により払う。"],
    ),
    # -------------------------------- paragraphs and items
    "articles in the rows of a table": (
        "第１条（目的）\t甲は乙に頼む。\n第２条\t（期間）\t一年とする。\n第３条\t料金\t甲は乙に一月ごとに料金を払う。",
        ["article:第1条《目的》", "paragraph:¶甲は乙に頼む。", "article:第2条《期間》", "paragraph:¶一年とする。",
         "article:第3条《料金》", "paragraph:¶甲は乙に一月ごとに料金を払う。"],
    ),
    "a number behind a mark is no heading of its own": (
        "重要事項説明書\n■ １　目的\n支援します。\n■ ２　掲示\n掲示します。\n■ ３　災害に備えて\n訓練します。",
        ["title:《重要事項説明書》", "section:■《1目的》¶支援します。", "section:■《2掲示》¶掲示します。", "section:■《3災害に備えて》¶訓練します。"],
    ),
    "a bracketed number before the lines of key and value": (
        "重要事項説明書\n【１】　運営する法人\n　名称　　　社会福祉法人みどり会\n　所在地　　みなと市本町１－１\n【２】　目的\n支援します。",
        ["title:《重要事項説明書》", "section:《1 運営する法人》", "row:|名称|社会福祉法人みどり会", "row:|所在地|みなと市本町1-1", "section:《2 目的》¶支援します。"],
    ),
    "rows about articles": (
        "条\t見出し\t内容\n第８条\t記録\t残します。", ["row:|条|見出し|内容", "row:|第8条|記録|残します。"]
    ),
    "letters": (
        "第１条　次のとおりとする。\na. 甲\nb. 乙\nc. 丙\nd. 丁\n(i) 戊\n(ii) 己",
        ["article:第1条", "paragraph:¶次のとおりとする。", "item:a.¶甲", "item:b.¶乙", "item:c.¶丙", "item:d.¶丁", "subitem:(i)¶戊", "subitem:(ii)¶己"],
    ),
    "no blank after the number of a paragraph": (
        "第１条（期間）\n１この契約は一年とする。\n２その後は続く。\n第２条（料金）\n１か月ごとに払う。",
        ["article:第1条《期間》", "paragraph:1¶この契約は一年とする。", "paragraph:2¶その後は続く。", "article:第2条《料金》", "paragraph:¶1か月ごとに払う。"],
    ),
    "paragraphs with the number of the article": (
        "第２条（期間）\n２－１　一年とする。\n２－２　続けることができる。",
        ["article:第2条《期間》", "paragraph:2-1¶一年とする。", "paragraph:2-2¶続けることができる。"],
    ),
    "paragraph goes on the unnumbered first": (
        "第１条　甲は頼む。\n２　乙は受ける。\n3 丙は見る。",
        ["article:第1条", "paragraph:¶甲は頼む。", "paragraph:2¶乙は受ける。", "paragraph:3¶丙は見る。"],
    ),
    "circled paragraphs": (
        "第2条（期間）\n- ① 期間は一年とする。\n- ② 続けることができる。",
        ["article:第2条《期間》", "paragraph:①¶期間は一年とする。", "paragraph:②¶続けることができる。"],
    ),
    "circled items under a lead-in": (
        "第2条（期間）\n次の場合に終わる。\n① 甲が望むとき。\n② 乙が望むとき。",
        ["article:第2条《期間》", "paragraph:¶次の場合に終わる。", "item:①¶甲が望むとき。", "item:②¶乙が望むとき。"],
    ),
    "circled paragraphs that the article cites": (
        "第3条（料金）\n甲は乙に料金を払う。\n① 料金は毎月末に締める。\n② 第1項の料金は現金で払う。",
        ["article:第3条《料金》", "text:¶甲は乙に料金を払う。", "paragraph:①¶料金は毎月末に締める。", "paragraph:②¶第1項の料金は現金で払う。"],
    ),
    "days are no paragraph": (
        "第１条　甲は、終わりの日の\n30日前までに申し出る。",
        ["article:第1条", "paragraph:¶甲は、終わりの日の+30日前までに申し出る。"],
    ),
    "subitems": (
        "第１条　次のとおりとする。\n一　甲\nイ　乙\nロ　丙\n二　丁",
        ["article:第1条", "paragraph:¶次のとおりとする。", "item:一¶甲", "subitem:イ¶乙", "subitem:ロ¶丙", "item:二¶丁"],
    ),
    "text after the last item": (
        "第１条　次の場合に終わる。\n（１）甲が望む場合\n（２）乙が望む場合\nこの場合、費用はかからない。",
        ["article:第1条", "paragraph:¶次の場合に終わる。", "item:(1)¶甲が望む場合", "item:(2)¶乙が望む場合", "text:¶この場合、費用はかからない。"],
    ),
    "two numbers on a line": (
        "第１条　１　甲は頼む。\n２　乙は受ける。", ["article:第1条", "paragraph:1¶甲は頼む。", "paragraph:2¶乙は受ける。"]
    ),
    "the only paragraph has a number": (
        "第１条（目的）　１　甲は頼む。\n第２条（期間）　1月の末まで続く。",
        ["article:第1条《目的》", "paragraph:1¶甲は頼む。", "article:第2条《期間》", "paragraph:¶1月の末まで続く。"],
    ),
    # -------------------------------- sections
    "nested": (
        "１．料金\n（１）基本\n次の額です。\n（２）加算\n①　初回\n②　連携\n２．苦情\n窓口へどうぞ。",
        ["section:1.《料金》", "section:(1)《基本》¶次の額です。", "section:(2)《加算》", "item:①¶初回", "item:②¶連携",
         "section:2.《苦情》¶窓口へどうぞ。"],
    ),
    "the same mark again inside": (
        "１．特徴\n（１）方針\n１．心をこめる。\n２．手を抜かない。\n（２）目的\n支えること。\n２．苦情\n窓口へどうぞ。",
        ["section:1.《特徴》", "section:(1)《方針》", "item:1.¶心をこめる。", "item:2.¶手を抜かない。",
         "section:(2)《目的》¶支えること。", "section:2.《苦情》¶窓口へどうぞ。"],
    ),
    "no blank after the number": ("１事業所のこと\n名前\n２ 料金\n無料です。", ["section:1《事業所のこと》¶名前", "section:2《料金》¶無料です。"]),
    "heading and text share a line": ("（１）　交通費　実施地域の中は、無料です。", ["section:(1)《交通費》¶実施地域の中は、無料です。"]),
    "a number is missing": ("(1) 甲\n文です。\n(3) 乙\n文です。", ["section:(1)《甲》¶文です。", "section:(3)《乙》¶文です。"]),
    "brackets": ("【加算】\n次の額です。", ["section:《加算》¶次の額です。"]),
    "decimals": ("1-1　事業者\n文です。\n1-2　事業所\n文です。", ["section:1-1《事業者》¶文です。", "section:1-2《事業所》¶文です。"]),
    "quantities are no sections": (
        "１　料金\n1日の利用料は千円です。\n2 階の部屋は別です。\n3割の方もいます。",
        ["section:1《料金》¶1日の利用料は千円です。¶2階の部屋は別です。¶3割の方もいます。"],
    ),
    "words with numbers": (
        "１　対象\n第１号通所事業の方です。\n第三者には話しません。\n要支援１の方です。",
        ["section:1《対象》¶第1号通所事業の方です。¶第三者には話しません。¶要支援1の方です。"],
    ),
    "a list under a Markdown heading": (
        "## 1. 概要\n文です。\n## 2. 窓口\n1. 事業所\n2. 市役所\n## 3. 料金\n無料です。",
        ["section:1.《概要》¶文です。", "section:2.《窓口》", "item:1.¶事業所", "item:2.¶市役所", "section:3.《料金》¶無料です。"],
    ),
    "decimals of three": (
        "2.1 看護\n2.1.1 観察\n2.1.2 援助\n2.2 訓練\n2.2.1 歩行",
        ["section:2.1《看護》", "item:2.1.1¶観察", "item:2.1.2¶援助", "section:2.2《訓練》", "item:2.2.1¶歩行"],
    ),
    "annexes": (
        "１．料金\n別に定めます。\n\n別表第１（第３条関係）\n家賃\t1円\n食費\t2円\n\n別紙　手続\n申し出てください。",
        ["section:1.《料金》¶別に定めます。", "section:《別表第1(第3条関係)》", "row:|家賃|1円", "row:|食費|2円", "section:《別紙手続》¶申し出てください。"],
    ),
    "headings without marks around bullets": (
        "お約束です。\n\n期間のこと\n\n一年です。\n\nやめるとき\n\n◆ あなたから\nいつでもやめられます。\n◆ 私から\nお知らせします。\n\n秘密のこと\n\n話しません。",
        ["text:¶お約束です。", "section:《期間のこと》¶一年です。", "section:《やめるとき》", "section:◆《あなたから》¶いつでもやめられます。",
         "section:◆《私から》¶お知らせします。", "section:《秘密のこと》¶話しません。"],
    ),
    "boxes with and without a tick": ("□ 説明を受けました\n☑ 同意します", ["item:□¶説明を受けました", "item:☑¶同意します"]),
    "placeholders are no bullets": ("○○事業所は支えます。", ["text:¶○○事業所は支えます。"]),
    # -------------------------------- rows
    "tabs": ("職種\t員数\n管理者\t１名", ["row:|職種|員数", "row:|管理者|1名"]),
    "empty cells keep their place": ("\t\t（１割）\n要支援１\t１円\t２円", ["row:|||(1割)", "row:|要支援1|1円|2円"]),
    "pipes": ("| 職種 | 員数 |\n|---|---|\n| 管理者 | 1名 |", ["row:|職種|員数", "row:|管理者|1名"]),
    "a tab behind a number": ("(1)\t管理者を置く。\n(2)\t職員を置く。", ["item:(1)¶管理者を置く。", "item:(2)¶職員を置く。"]),
    "tabs before and behind a mark": (
        "第１条　次のとおりとする。\n\t(1)\t管理者を置く。\n\t\tア\t一人とする。\n\t(2)\t職員を置く。",
        ["article:第1条", "paragraph:¶次のとおりとする。", "item:(1)¶管理者を置く。", "subitem:ア¶一人とする。", "item:(2)¶職員を置く。"],
    ),
    "a tab behind a kanji": ("一\t概要\n文です。\n二\t料金\n無料です。", ["section:一《概要》¶文です。", "section:二《料金》¶無料です。"]),
    "marks in the second cell of a table": (
        "費目\t内容\t額\n食費\t①\t朝食\n\t②\t昼食", ["row:|費目|内容|額", "row:|食費|①|朝食", "row:||②|昼食"]
    ),
    "wide gaps": ("営業日　　月曜日から金曜日\n電　話　　00-0000-0000", ["row:|営業日|月曜日から金曜日", "row:|電話|00-0000-0000"]),
    "colon": ("電話番号：00-0000-0000", ["row:|電話番号:|00-0000-0000"]),
    "a key on two lines": (
        "管理者　　　　　星　花子\n通常の事業の　　山川市\n実施地域\n電話　　　　　　00-0000-0000",
        ["row:|管理者|星花子", "row:|通常の事業の|山川市~実施地域", "row:|電話|00-0000-0000"],
    ),
    "the name of an insurer on two lines": (
        "架空県国民健康保険　　00-0000-0002　　午前９時から\n団体連合会　　　　　　　　　　　　　　午後５時まで\n市役所　　　　　　　　00-0000-0001　　平日",
        ["row:|架空県国民健康保険|00-0000-0002|午前9時から~団体連合会+午後5時まで", "row:|市役所|00-0000-0001|平日"],
    ),
    "an insurer cut before its last letter": (
        "架空県国民健康保険団体連合　　00-0000-0002　　平日　９時ま\n会　　　　　　　　　　　　　　　　　　　　　　　　で\n市役所　　00-0000-0001　　平日",
        ["row:|架空県国民健康保険団体連合|00-0000-0002|平日|9時ま~会+で", "row:|市役所|00-0000-0001|平日"],
    ),
    "two short lines below an insurer": (
        "国民健康保険　　00-0000-0000\n窓口\n電話番号　　00-0000-0000", ["row:|国民健康保険|00-0000-0000", "text:¶窓口", "row:|電話番号|00-0000-0000"]
    ),
    "two keys, one without a value": ("管理者　　星　花子\n電話番号　　00-0000-0000\n窓口", ["row:|管理者|星花子", "row:|電話番号|00-0000-0000", "text:¶窓口"]),
    "slash": (
        "所在地／湖県湖市\n電話／00-0000-0000\n１．職員\n・管理者／海野　次郎（兼務）\n・入浴／食事の介助\n・電話／FAX",
        ["row:|所在地/|湖県湖市", "row:|電話/|00-0000-0000", "section:1.《職員》", "item:・《管理者》¶海野次郎(兼務)",
         "item:・¶入浴/食事の介助", "item:・¶電話/FAX"],
    ),
    "a sentence with a colon": ("次のとおりです：ご確認ください。", ["text:¶次のとおりです:ご確認ください。"]),
    "single blanks in a run": ("事業所名 みずうみ\n所在地 湖県湖市\n電話 00-0000-0000", ["row:|事業所名|みずうみ", "row:|所在地|湖県湖市", "row:|電話|00-0000-0000"]),
    "one cell a line": ("事業所名\nみずうみ\n所在地\n湖県湖市", ["row:|事業所名|みずうみ", "row:|所在地|湖県湖市"]),
    "one cell a line, three columns": (
        "職種\n員数\n職務内容\n管理者\n１名（常勤）\n職員の管理\n看護師\n３名（常勤２名、\n非常勤１名）\n健康の管理\nその他の事項は、次のとおりです。",
        ["row:|職種|員数|職務内容", "row:|管理者|1名(常勤)|職員の管理", "row:|看護師|3名(常勤2名、+非常勤1名)|健康の管理",
         "text:¶その他の事項は、次のとおりです。"],
    ),
    "a heading right above one cell a line": (
        "１．方針\nよく話を聞きます。\n苦情の受付\n窓口\n電話番号\n受付時間\n湖市役所\n00-0000-0001\n９時から１７時\n湖県国民健康保険団\n体連合会\n00-0000-0002\n平日",
        ["section:1.《方針》¶よく話を聞きます。¶苦情の受付", "row:|窓口|電話番号|受付時間", "row:|湖市役所|00-0000-0001|9時から17時",
         "row:|湖県国民健康保険団~体連合会|00-0000-0002|平日"],
    ),
    "nouns in turn are no table": (
        "次の仕事をします。\n食事の介助\n入浴の介助\n健康の管理\n電話の相談", ["text:¶次の仕事をします。", "text:¶食事の介助", "text:¶入浴の介助",
         "text:¶健康の管理", "text:¶電話の相談"],
    ),
    "a form is no table": (
        "令和　年　月　日\n利用者　住所\n氏名\n代理人　住所\n氏名", ["signature:¶令和年月日¶利用者住所¶氏名¶代理人住所¶氏名"],
    ),
    "cells wrapped in a drawn box": (
        "方針です。\n┌───┬───┐\n│窓口　│電話　│\n├───┼───┤\n│湖県国民健康│00-0000-│\n│保険団体連合会│0001　│\n├───┼───┤\n│湖市役所│00-0000-0002│\n└───┴───┘",
        ["text:¶方針です。", "row:|窓口|電話", "row:|湖県国民健康|00-0000-_保険団体連合会_0001", "row:|湖市役所|00-0000-0002"],
    ),
    "rows below ruled column headings": (
        "方針です。\n┌───┬───┐\n│窓口　│電話　│\n├───┼───┤\n│湖市役所│00-0000-0001│\n│湖県庁　│00-0000-0002│\n└───┴───┘",
        ["text:¶方針です。", "row:|窓口|電話", "row:|湖市役所|00-0000-0001", "row:|湖県庁|00-0000-0002"],
    ),
    "one bar between two cells": ("管理者│湖野なみ\n時間は8:30|17:30とする。", ["row:|管理者|湖野なみ", "text:¶時間は8:30|17:30とする。"]),
    "persons keep their names": ("管理者　　湖野　なみ", ["row:|管理者|湖野なみ"]),
    "rows under a merged cell": (
        "滞在費　　多床室　　　９１５円\n　　　　　個室　　１，２３１円\n食　費　　朝　食　　　３９５円\n　　　　　夕　食　　　４５０円",
        ["row:|滞在費|多床室|915円", "row:||個室|1,231円", "row:|食費|朝食|395円", "row:||夕食|450円"],
    ),
    "column headings over amounts": ("　　　　　単位数　　利用料\n要介護１　６０３　　６，０３０円", ["row:||単位数|利用料", "row:|要介護1|603|6,030円"]),
    "numbered rows": (
        "職　種　　　　常勤換算　　指定基準\n１．管理者　　１名　　　　１名\n２．介護職員　２名　　　　２名",
        ["row:|職種|常勤換算|指定基準", "row:|1.管理者|1名|1名", "row:|2.介護職員|2名|2名"],
    ),
    "an open bracket is no key": (
        "電話　　00-0000-0000\n市役所の窓口（電話 00-0000-0001）、連合会（電話 00-0000-0002）です。",
        ["row:|電話|00-0000-0000", "text:¶市役所の窓口(電話00-0000-0001)、連合会(電話00-0000-0002)です。"],
    ),
    # -------------------------------- text
    "readings of kanji": (
        "契約（けいやく）の期間（きかん）は、一年（いちねん）です。事業者（じぎょうしゃ）は利用者（りようしゃ）の希望（きぼう）を記録（きろく）し、大切（たいせつ）にします。",
        ["text:¶契約+の期間+は、一年+です。事業者+は利用者+の希望+を記録+し、大切+にします。"],
    ),
    "a name in kana is no reading": ("事業所（ひまわり）です。", ["text:¶事業所(ひまわり)です。"]),
    "an open bracket": ("記録（計画書などを\nいいます。）を残す。", ["text:¶記録(計画書などを+いいます。)を残す。"]),
    "mid-word at a page break": (
        "事業者は、利用者の心と体の様子を確かめながら、支えとなる計画を作り、提供\n\nされる中身を説明します。",
        ["text:¶事業者は、利用者の心と体の様子を確かめながら、支えとなる計画を作り、提供+される中身を説明します。"],
    ),
    "public comma": ("甲は，乙に頼み，\n乙は受ける。", ["text:¶甲は,乙に頼み,+乙は受ける。"]),
    "a date in pieces": ("期間は、令和\n年\n月\n日からとする。", ["text:¶期間は、令和+年+月+日からとする。"]),
    "a telephone number cut at its hyphen": (
        "連合会の窓口の電話は00-0000-\n0002です。", ["text:¶連合会の窓口の電話は00-0000-+0002です。"],
    ),
    "a blank for a telephone number": (
        "連合会の窓口の電話は00-0000-\n10人まで受けます。", ["text:¶連合会の窓口の電話は00-0000-", "text:¶10人まで受けます。"],
    ),
    "nothing": ("", []),
    "blank": (" \n　\n", []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_settle(case: str) -> None:
    text, expected = CASES[case]
    assert settled(text) == expected


def test_lines_cut_at_the_page_width_are_whole_again() -> None:
    found = settled(PAGE)
    assert [line.partition(":")[0] for line in found] == ["article", "paragraph"] * 3
    assert all(line.count("+") == 2 for line in found if line.startswith("paragraph"))


def test_blank_lines_between_all_lines_change_nothing() -> None:
    assert settled(PAGE.replace("\n", "\n\n")) == settled(PAGE)


def test_blank_lines_between_all_lines_make_no_headings() -> None:
    text = "個人情報を使うことに、私と家族は、次のとおり同意しますので、\n\nよろしくお願いします。\n\n(1) 目的\n\n会議のため\n\n(2) 範囲\n\n事業者の間\n\n(3) 期間\n\n契約の終わりまで\n\n(4) 条件\n\n必要なものに限ります。"
    assert [line for line in settled(text) if "《会議" in line or "《事業者" in line or "《契約" in line] == []


BARE = "{}\n　いつでも話を聞きます。\n{}\n　内容を記録します。\n{}\n　漏らしません。\n"


def test_nouns_between_sentences_are_headings() -> None:
    text = "重要事項説明書\n" + BARE.format("苦情の受付", "記録のこと", "秘密の保持")
    assert [line.partition("¶")[0] for line in settled(text)[1:]] == ["section:《苦情の受付》", "section:《記録のこと》", "section:《秘密の保持》"]


@pytest.mark.parametrize(
    "text",
    [
        "重要事項説明書\n１．目的\n２．方針\n" + BARE.format("苦情の受付", "記録のこと", "秘密の保持"),  # a paper that numbers its headings
        "重要事項説明書\n苦情の受付\n　話を聞きます。\n記録のこと\n　記録します。\n",  # two may be anything
        "重要事項説明書\n次のことをします。\n食事の介助\n入浴の介助\n体の清拭\n" * 3 + "終わりに話を聞きます。\n",  # a list
    ],
)
def test_nouns_that_are_no_headings(text: str) -> None:
    assert not [line for line in settled(text) if "《苦情" in line or "《記録" in line or "介助》" in line or "清拭》" in line]


def test_a_page_number_does_not_cut_a_sentence() -> None:
    broken = PAGE.replace("\nを約束", "\n\n- 3 -\n\fを約束", 1)
    assert settled(broken) == settled(PAGE)
    kinds = [leaf.kind for line in read_lines(Source("x", broken)) for leaf in line.leaves]
    assert kinds.count("noise") == 1


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028"])
def test_line_ends(end: str) -> None:
    assert settled(PAGE.replace("\n", end)) == settled(PAGE)


def test_outline_levels_of_a_word_processor_are_headings() -> None:
    text = "営業日のこと\n毎日です。\n料金のこと\n無料です。"
    marks = (Mark("heading", Span(0, 6), "1"), Mark("heading", Span(text.index("料金"), text.index("料金") + 5), "1"))
    found = [shown(line, text) for line in read_lines(Source("x", text, marks))]
    assert found == ["section:《営業日のこと》¶毎日です。", "section:《料金のこと》¶無料です。"]


TITLES = {
    "ﾃﾞｲｻｰﾋﾞｽ利用契約書": ("契約書",),
    "訪問介護　利用契約書": ("契約書",),
    "重 要 事 項 説 明 書": ("重要事項説明書",),
    "訪問看護重要事項説明書（令和８年４月１日現在）": ("重要事項説明書",),
    "通所介護契約書兼重要事項説明書": ("契約書", "重要事項説明書"),
    "契約書別紙（兼重要事項説明書）": ("重要事項説明書",),
    "通所リハビリテーションのご案内（重要事項説明書）": ("重要事項説明書",),
    "**個人情報使用同意書**": ("同意書",),
    "個人情報保護に関する基本方針": ("方針",),
    "運　営　規　程": ("運営規程",),
    "# 入居契約約款": ("契約書",),
    "〔重要事項説明書〕": ("重要事項説明書",),
    "訪問看護ご利用のお約束（利用契約書）": ("契約書",),
}


@pytest.mark.parametrize("title", TITLES)
def test_titles(title: str) -> None:
    lines = read_lines(Source("x", f"{title}\n\n甲は乙に頼む。\n"))
    assert [(line.kind, line.roles) for line in lines] == [("title", TITLES[title]), ("text", ())]


@pytest.mark.parametrize(
    "text",
    [
        "第１条　甲は頼む。\n第２条（重要事項説明書）\n乙は説明する。",
        "甲は、別に渡す\n重要事項説明書\nに書かれた料金を払う。",
        "・重要事項説明書\n・個人情報使用同意書",
        "（１）契約書\n（２）重要事項説明書",
        "代表　湖野　しおり\n所在地　湖県湖市",
    ],
)
def test_a_mention_begins_no_part(text: str) -> None:
    assert all(line.kind != "title" for line in read_lines(Source("x", text)))


def test_a_cover_belongs_to_the_first_paper() -> None:
    text = "訪問介護\n契約書・重要事項説明書\n\n令和8年4月\nほし事業所\n\n訪問介護契約書\n第1条　甲は頼む。\n\n重要事項説明書\n１．料金\n無料です。"
    titles = [line for line in read_lines(Source("x", text)) if line.kind == "title"]
    assert [line.roles for line in titles] == [("契約書",), ("重要事項説明書",)]
    assert titles[0].leaves[0].span == Span(0, 4)


def test_a_cover_may_name_every_paper_and_hold_the_revisions_and_the_contents() -> None:
    text = (
        "契約書\n重要事項説明書\n個人情報使用同意書\n\n改定履歴\n第1版\t令和3年\n\n◆目次◆\n第１章　総則\n第１条　目的　1\n\n"
        "訪問介護契約書\n第１章　総則\n第１条　目的\n甲は頼む。\n\n重要事項説明書\n１．料金\n無料です。"
    )
    lines = read_lines(Source("x", text))
    assert [line.roles for line in lines if line.kind == "title"] == [("契約書",), ("重要事項説明書",)]
    assert [line.label for line in lines if line.kind in ("chapter", "article")] == ["第1章", "第1条"]


def test_a_short_fee_table_is_no_cover() -> None:
    text = "契約書\n第１条　甲は頼む。\n\n別紙１\n\n利用料金表\n\n要介護１　　１，０００円\n要介護２　　２，０００円\n\n別紙２\n\n協力医療機関一覧\n\n１　病院　内科"
    lines = read_lines(Source("x", text))
    assert [line.roles[0] for line in lines if line.kind == "title"] == ["契約書", "料金表", "その他"]
    assert sum(line.kind == "row" for line in lines) == 2


def test_contents_without_a_heading() -> None:
    listed = "".join(f"第{n}条（約束{n}）　　　　{n}\n" for n in (1, 2, 3))
    body = "".join(f"第{n}条（約束{n}）\n　甲は守る。\n" for n in (1, 2, 3))
    found = settled("契約書\n\n" + listed + "\n" + body)
    assert found == settled("契約書\n\n" + body)


def test_a_bracketed_heading_below_a_title_is_none_of_it() -> None:
    found = settled("重要事項説明書\n\n【事業者】\n株式会社です。\n【事業所】\n一つです。\n【料金】\n無料です。")
    assert found[:2] == ["title:《重要事項説明書》", "section:《事業者》¶株式会社です。"]
    assert settled("重要事項説明書\n【訪問介護】\n【料金】\n無料です。\n【加算】\nありません。\n【窓口】\n一つです。")[1] == "section:《料金》¶無料です。"


SIGNED = """第１条　甲は乙に頼む。
以上のとおり契約したことを証するため、本書を２通作成し、それぞれ１通を持ちます。
令和　　年　　月　　日
（利用者）住所
　　　　　氏名　　　　　　印
（事業者）所在地　湖県湖市
　　　　　名称　　みずうみ　　印
"""


def test_a_signature_block_is_one_line() -> None:
    lines = read_lines(Source("x", SIGNED))
    assert [line.kind for line in lines] == ["article", "paragraph", "signature"]
    assert sum(leaf.kind == "line" for leaf in lines[-1].leaves) == 6


def test_fields_with_two_names_and_seals_in_brackets_are_one_block() -> None:
    block = "【甲：利用者】　　住所\n　　　　　氏名　　　　　（自署又は記名押印）\n【乙：事業者】　　名称　　みずうみ　　（記名押印）"
    assert [line.kind for line in read_lines(Source("x", f"以上のとおり契約します。\n{block}"))] == ["signature"]


def test_a_signature_block_may_stand_on_one_line() -> None:
    text = "個人情報は会議で用いる。\n令和　年　月　日　利用者　　　　　印　　家族　　　　　印"
    assert [line.kind for line in read_lines(Source("x", text))] == ["text", "signature"]


def test_contacts_are_no_signature_block() -> None:
    found = settled("１　窓口\n担当者　　湖野　なみ\n電話　　00-0000-0000\n受付　　平日")
    assert [line.partition(":")[0] for line in found] == ["section", "row", "row", "row"]


def test_header_rows() -> None:
    lines = read_lines(Source("x", "職種\t員数\t業務\n管理者\t1名\tまとめる\n職員\t3名\t支える"))
    assert [line.header for line in lines] == [True, False, False]
    lines = read_lines(Source("x", "事業所名\tみずうみ\n所在地\t湖県湖市"))
    assert not any(line.header for line in lines)
