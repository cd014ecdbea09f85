"""Everything the command line says, in both languages, and which of the two it speaks.

Only characters that GBK has: a console in China may know no others.
"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LANGUAGES = ("zh", "en")
_spoken = 0

MESSAGES: dict[str, tuple[str, str]] = {
    # Help of the program
    "app": (
        "读取乡镇（街道）报告，把其中每一个数量写成台账，每条都指回原文。",
        (
            "Reads reports of Chinese townships and writes ledgers of every count in them, "
            "each traced to the characters it came from."
        ),
    ),
    "usage": ("用法：", "Usage:"),
    "arguments": ("参数", "Arguments"),
    "options": ("选项", "Options"),
    "commands": ("命令", "Commands"),
    "help": ("显示本说明。", "Show this message and exit."),
    "version": ("显示版本。", "Show the version and exit."),
    "install_completion": ("为当前的命令行环境安装补全。", "Install completion for this shell."),
    "show_completion": ("显示补全脚本，以便复制或修改。", "Show the completion script."),
    # Help of options that mean the same everywhere
    "lang": (
        "说中文 zh 还是英文 en。默认看 DJLEDGER_LANG、LC_ALL、LANG。",
        "Speak zh or en. By default what DJLEDGER_LANG, LC_ALL or LANG says.",
    ),
    "quiet": ("不说多余的话，只报错误。", "Say nothing but errors."),
    "catalogue": (
        "指标目录：一个 YAML 文件夹，补充或替换自带的词表和指标。",
        "Catalogue: a folder of YAML files that add to or replace djledger's own.",
    ),
    "force": (
        "替换已有的文件，即使其中有人工内容。",
        "Replace an existing file, whoever wrote it.",
    ),
    # Help of extract
    "extract": ("从报告中抽取台账。", "Extract ledgers from reports."),
    "extract.more": (
        (
            "不写 -o 时台账输出到标准输出；多份报告合成一份台账，-o 指定文件夹时一份报告一个文件。"
            "没有任何数量的报告得到一份空台账。"
        ),
        (
            "Without -o the ledger goes to stdout. Several reports make one ledger, or a file each "
            "where -o is a folder. A report without any number makes an empty ledger."
        ),
    ),
    "extract.inputs": (
        "报告文件，或文件夹（连同子文件夹中的报告）；- 是标准输入。",
        "Reports, or folders (all .txt in them); - is stdin.",
    ),
    "extract.output": (
        "写到哪里：文件、文件夹（以 / 结尾），- 是标准输出。",
        "Where to: a file, a folder (ending in /), or - for stdout.",
    ),
    "extract.format": (
        "格式：{formats}。默认看 -o 的后缀，否则 yaml。",
        "Format: {formats}. By default from the suffix of -o, else yaml.",
    ),
    "extract.place": ("报告单位，例如 青石镇；以此为准。", "Who reports; overrules the text."),
    "extract.date": (
        "报告日期，例如 2024-09-30；以此为准。",
        "Date of the report, as 2024-09-30; overrules the text.",
    ),
    "extract.encoding": (
        "报告的编码，例如 gb18030；通常不必写，自动识别。",
        "Encoding of the reports; detected unless given.",
    ),
    "extract.stdin_name": ("标准输入的名称，写入台账。", "What the ledger calls stdin."),
    "extract.view": (
        "只要一种台账：整顿、结对帮扶、培训、资金等，格式为 table、csv 或 yaml；见 docs/views.md。",
        "One table of the ledger, as table, csv or yaml; the names are in docs/views.md.",
    ),
    "extract.explain": (
        "说明修复了哪里、哪些数字为什么不算数量，并写入台账。",
        (
            "List what was mended and which numerals are no quantity, with reasons; "
            "the ledger holds both."
        ),
    ),
    "extract.show": (
        "另在屏幕上（标准错误）显示台账表。",
        "Also show the ledger as a table (stderr).",
    ),
    # Help of merge
    "merge": (
        "合并各地各期的台账，算出合计。",
        "Merge ledgers of several places and periods, and total them.",
    ),
    "merge.more": (
        (
            "重报的取最新一份，相同的只算一次；县里的总数不与各乡镇相加，只作比较。"
            "同一单位同一时段的数对不上时并列保留，退出码 4。合并规则见 docs/merge.md。"
        ),
        (
            "A report sent again replaces the older one, identical ones count once. The total "
            "of a county is compared with its townships, never added. Figures that cannot "
            "all be true are kept side by side: exit code 4. The rules: docs/merge.md."
        ),
    ),
    "merge.inputs": (
        "台账，或报告（.txt，先抽取），或装着它们的文件夹。",
        "Ledgers, or reports (.txt, extracted first), or folders of them.",
    ),
    "merge.output": (
        "写到哪里：台账文件；后缀 .md 时写合计表。- 是标准输出。",
        "Where to: a ledger file; the totals if it ends in .md; - for stdout.",
    ),
    "merge.format": (
        "台账格式 {formats}，或合计 table markdown totals（JSON）。默认 yaml。",
        "A ledger: {formats}; or its totals: table markdown totals (JSON). Default yaml.",
    ),
    "merge.roster": (
        "单位名册（YAML）：应报单位、别名、截止日期。",
        "Roster (YAML): who should report, other names, deadlines.",
    ),
    "merge.prefer": (
        "冲突时取最新 newest、最早 first 还是最大 largest 的数；不写则并列保留。",
        "Settle conflicts by the newest, first or largest figure; else both stay.",
    ),
    "merge.big": (
        "在磁盘上排序，适合上百万条；需要 pip install 'djledger[big]'。",
        "Sort on disk, for millions of entries; needs pip install 'djledger[big]'.",
    ),
    "merge.show": (
        "另在屏幕上（标准错误）显示合计表。",
        "Also show the totals as a table (stderr).",
    ),
    "merge.no_input": ("没有指定台账", "no ledger given"),
    "merge.no_input.remedy": (
        "写出台账，例如 djledger merge 台账/ -o 汇总.yaml",
        "name ledgers, as in: djledger merge ledgers/ -o county.yaml",
    ),
    "merge.is_big": (
        "台账很大；--big 在磁盘上排序，占内存少（pip install 'djledger[big]'）",
        "These are large; --big sorts on disk in little memory (pip install 'djledger[big]')",
    ),
    "merge.reading": ("读取", "reading"),
    "merge.replaced": ("重报：{place}，{new} 取代 {old}", "sent again: {place}, {new} for {old}"),
    "merge.duplicate": ("同一份报告只算一次：{names}", "one report, counted once: {names}"),
    "merge.unknown": ("不在名册：{place}（{source}）", "not in the roster: {place} ({source})"),
    "merge.unknown.near": (
        "不在名册：{place}（{source}），是不是 {near}？",
        "not in the roster: {place} ({source}); did you mean {near}?",
    ),
    "merge.late": (
        "迟报：{place}，{period}，{date} 报，应于 {due} 前",
        "late: {place}, {period}, came {date}, due {due}",
    ),
    "merge.absent": ("未报：{period} {names}", "not reported: {period} {names}"),
    "merge.conflict": (
        "冲突：{place} {item} {told} {unit}",
        "conflict: {place} {item} {told} {unit}",
    ),
    "merge.done": (
        "已读 {read} 个文件，单位 {places} 个，指标 {rows} 项，冲突 {conflicts} 处。",
        "Read {read} file(s): {places} place(s), {rows} indicator(s), {conflicts} conflict(s).",
    ),
    "merge.written": ("写入 {path}", "Written to {path}"),
    "use.is_folder": ("{path} 是文件夹", "{path} is a folder"),
    # Help of diff
    "diff": ("比较两份台账：新报、变动、未再报。", "Compare two ledgers: added, changed, gone."),
    "diff.more": (
        (
            "累计数给出本期新增，占比给出百分点，约数给出区间；累计数下降是错误。"
            "有不同时退出码 1。--format markdown 可直接贴进通报。"
        ),
        (
            "Cumulative figures show what came in between, shares percentage points, "
            "approximate ones a range; a cumulative figure that falls is an error. "
            "Exit code 1 if they differ. --format markdown is fit for a circular."
        ),
    ),
    "diff.old": ("旧台账（或报告 .txt）。", "The old ledger (or report, .txt)."),
    "diff.new": ("新台账（或报告 .txt）。", "The new ledger (or report, .txt)."),
    "diff.output": ("写到哪里；默认标准输出。", "Where to; stdout by default."),
    "diff.format": (
        "table markdown json。默认看 -o 的后缀，否则 table。",
        "table markdown json. By default from the suffix of -o, else table.",
    ),
    "diff.falling": (
        "累计数下降 {count} 处：两期中必有一处写错",
        "{count} cumulative figure(s) fell: one of the two reports is wrong",
    ),
    # Help of review and of apply
    "review": (
        "为每份报告生成一个校核网页：左边原文，右边台账。",
        "Write a page for each report: its text beside its ledger.",
    ),
    "review.more": (
        (
            "网页是单个文件，双击打开，不连网络。在网页上校核，导出校核意见，"
            "再用 djledger apply 写回台账。多份报告另有目录页 index.html。"
        ),
        (
            "Each page is one file that opens from disk and needs no network. What is confirmed or "
            "corrected there is exported, and djledger apply brings it into the ledger. Several "
            "reports get an index.html."
        ),
    ),
    "review.inputs": (
        "台账（yaml、json），或报告、报告的文件夹。",
        "Ledgers (yaml, json), or reports, or folders of reports.",
    ),
    "review.output": (
        "写到哪里：文件夹，一份报告也可以是 .html 文件，- 是标准输出。默认 review/。",
        "Where to: a folder; for one report also a .html file, or - for stdout. Default review/.",
    ),
    "review.source": (
        "台账所据的报告，或它所在的文件夹；默认在台账旁边和当前文件夹里找。",
        "The report of a ledger, or its folder; looked for beside the ledger and in this folder.",
    ),
    "review.findings": (
        "djledger check 输出的问题（json、jsonl）；不写则现场检查。",
        "Findings of djledger check (json, jsonl); without it the checks are run.",
    ),
    "review.no_input.remedy": (
        "写出台账或报告的文件名，例如 djledger review 青石镇.yaml",
        "name a ledger or a report, as in: djledger review report.yaml",
    ),
    "review.no_sources": (
        "{path}：台账没有记下来自哪份报告",
        "{path}: the ledger does not say which report it is of",
    ),
    "review.no_sources.remedy": ("请用 yaml 或 json 格式的台账", "use a ledger in yaml or json"),
    "review.folder": (
        "{count} 份报告不能写成一个文件",
        "{count} reports do not go into one file",
    ),
    "review.folder.remedy": ("用 -o 指定一个文件夹", "name a folder with -o"),
    "review.exists.why": ("它不是 djledger 写的网页", "it is no page that djledger wrote"),
    "review.done": (
        "已生成 {count} 个校核网页，请用浏览器打开 {path}",
        "Wrote {count} page(s); open {path} in a browser",
    ),
    "apply": (
        "把校核网页导出的校核意见写回台账。",
        "Bring corrections from a review page into the ledger.",
    ),
    "apply.more": (
        (
            "最后一个文件是台账，前面的是校核意见，可以有几份。校核意见须针对台账里的报告。"
            "校核之后台账已变的条目不改，标为存疑，退出码 4。"
        ),
        (
            "The last file is the ledger; those before it are corrections, of reports that are in "
            "the ledger. Where the ledger has changed since, the entry is marked as doubtful "
            "instead, and the exit code is 4."
        ),
    ),
    "apply.inputs": ("校核意见（.json）和台账。", "Corrections (.json), then the ledger."),
    "apply.output": (
        "写到哪里；默认写回原台账，- 是标准输出。",
        "Where to; by default the ledger itself, - is stdout.",
    ),
    "apply.missing": ("要写校核意见和台账两个文件", "corrections and a ledger are needed"),
    "apply.missing.remedy": (
        "例如 djledger apply 青石镇.corrections.json 青石镇.yaml",
        "as in: djledger apply report.corrections.json report.yaml",
    ),
    "apply.book": (
        "{path} 是工作簿，不在其中直接写校核意见",
        "{path} is a workbook, into which no corrections are written directly",
    ),
    "apply.book.remedy": (
        "请用 -o 写到 .yaml，或在工作簿里直接填写校核列",
        "write to a .yaml with -o, or fill in the review columns of the workbook itself",
    ),
    "apply.changed": (
        "{path} 刚刚被别的程序改过，没有写入",
        "{path} was changed meanwhile and has not been written",
    ),
    "apply.changed.remedy": ("请重新运行", "run the command again"),
    "apply.taught": (
        "校核时归入了指标的说法，可以补进指标目录：",
        "What was given an indicator by hand; the catalogue could learn it:",
    ),
    "apply.done": (
        "校核意见：写入 {done} 条，已有 {already} 条，过期 {stale} 条。",
        "Corrections: {done} carried out, {already} there already, {stale} stale.",
    ),
    "extract.into": (
        "更新这个工作簿：人填的校核数、状态、备注、增删的行都保留；有冲突时退出码为 4。",
        "Update this workbook: what people wrote in it stays. Exit 4 where both changed.",
    ),
    "extract.restore_deleted": (
        "与 --into 合用：写回人工删去的行。",
        "With --into: bring back rows that people deleted.",
    ),
    # Help of export
    "export": ("把台账换成另一种格式。", "Write a ledger in another format."),
    "export.more": (
        "工作簿中人填的内容写入台账的 review；装不下的（增加的列和工作表）在标准错误上列出。",
        (
            "What people wrote in a workbook goes into the reviews; what no ledger can hold "
            "(columns and sheets they added) is listed on stderr."
        ),
    ),
    "export.ledger": ("台账文件，任何一种格式。", "A ledger, in any format."),
    "export.output": (
        "写到哪里；后缀决定格式，- 是标准输出。",
        "Where to; the suffix says how, - is stdout.",
    ),
    "export.missing": ("没有指定台账", "no ledger given"),
    "export.missing.remedy": (
        "写法：djledger export 台账.xlsx -o 台账.yaml",
        "as in: djledger export ledger.xlsx -o ledger.yaml",
    ),
    "export.done": ("台账 {count} 条，写入 {path}", "{count} entries written to {path}"),
    # What --into reports
    "into.done": (
        (
            "{path}：更新 {updated} 条，新增 {added} 条，保留校核 {kept} 条，"
            "手工行 {rows} 条，删去的行 {deleted} 条，新稿已无 {gone} 条，冲突 {conflicts} 条"
        ),
        (
            "{path}: {updated} updated, {added} new, {kept} reviewed, {rows} added by hand, "
            "{deleted} deleted, {gone} gone, {conflicts} in conflict"
        ),
    ),
    "into.backup": ("原文件留作 {path}", "The old file is kept as {path}"),
    "use.into_alone": ("--into 不能与 -o 或 -f 合用", "--into goes without -o and -f"),
    "use.into_alone.remedy": ("去掉 -o 和 -f", "leave out -o and -f"),
    "use.into_suffix": ("{path} 不是 .xlsx 工作簿", "{path} is no .xlsx workbook"),
    "use.into_suffix.remedy": (
        "--into 只用于工作簿；其他格式用 -o",
        "--into is for workbooks; use -o for other formats",
    ),
    # Help of indicator and of schema
    "indicator": (
        "列出、显示、检验指标，或建议新指标。",
        "List, show, test or suggest indicators.",
    ),
    "indicator.more": (
        (
            "indicator test 目录：检查自己写的指标，运行例句，说明错在哪个文件第几行、应怎样写；"
            "有错时退出码为 1。indicator suggest 台账…：待归类的条目可立哪些指标，附个数和原文。"
        ),
        (
            "indicator test DIR checks indicators of your own, runs their sentences and names "
            "file, line and remedy; exit code 1 if any is wrong. indicator suggest LEDGER... "
            "proposes indicators for open entries, with counts and quotes."
        ),
    ),
    "indicator.id": (
        "指标编号、名称，或其中的词；不写则列出全部。也可以是 test 或 suggest。",
        "An id, a name or a word of one; all if left out. Or test, or suggest.",
    ),
    "indicator.paths": (
        "test 之后写指标目录（不写则检验自带的）；suggest 之后写台账。",
        "After test a catalogue folder (else our own); after suggest, ledgers.",
    ),
    "indicator.none": (
        "{path} 里没有 indicators.yaml，也没有 indicators 文件夹",
        "{path} holds neither indicators.yaml nor a folder indicators",
    ),
    "indicator.none.remedy": (
        "把指标写在 indicators/名称.yaml 里，写法见 docs/indicators.md",
        "write indicators into indicators/NAME.yaml; docs/indicators.md says how",
    ),
    "indicator.sound": (
        "{items} 项指标、{sentences} 个例句，全部通过。",
        "{items} indicators, {sentences} sentences: all as they should be.",
    ),
    "indicator.problems": ("{count} 处不对。", "{count} wrong."),
    "indicator.no_ledger": ("没有指定台账", "no ledger given"),
    "indicator.no_ledger.remedy": (
        "写出台账，例如 djledger indicator suggest 台账.yaml",
        "name ledgers, as in: djledger indicator suggest ledger.yaml",
    ),
    "indicator.suggested": (
        "建议 {count} 项指标，涉及 {entries} 条待归类的条目；填上 id 和 group、加上例句后使用。",
        "{count} indicators suggested, for {entries} open entries; add id, group and examples.",
    ),
    "indicator.count": ("{count} 条", "{count} entries"),
    "indicator.near": ("相近的指标：{names}", "indicators that are near: {names}"),
    # Help of explain
    "explain": ("说明台账中的一条是怎样来的。", "Say how one entry of a ledger came about."),
    "explain.more": (
        (
            "显示原句、那里的修复、时段和范围的出处、起作用的规则和指标词，以及其中、同句的条目。"
            "报告与台账同在一个文件夹时自动找到。"
        ),
        (
            "Shows the sentence, what was mended in it, where time and scope were said, the rules "
            "and words that decided, and related entries. A report beside its ledger is found."
        ),
    ),
    "explain.ledger": ("台账文件。", "A ledger file."),
    "explain.id": (
        "条目的编号（id），写前几位也行。",
        "The id of an entry; its first digits will do.",
    ),
    "explain.source": ("报告原件，用来显示原句。", "The report, to show the sentence from."),
    "explain.where": ("出处", "stands in"),
    "explain.line": ("第 {line} 行第 {column} 列", "line {line}, column {column}"),
    "explain.raw": ("原文", "text"),
    "explain.read": ("读作", "read as"),
    "explain.no_report": (
        "（没有找到 {name}，用 --source 指定报告可显示原句）",
        "({name} is not here; --source REPORT shows the sentence)",
    ),
    "explain.repairs": ("修复", "mended"),
    "explain.places": ("{step} {count} 处：", "{step} ({count}): "),
    "explain.action": ("动作", "action"),
    "explain.scope": ("范围", "scope"),
    "explain.per": ("每", "per"),
    "explain.of": ("占", "share of"),
    "explain.earlier": ("（承前文）", "(said before this sentence)"),
    "explain.open": ("待归类", "open"),
    "explain.why": ("依据", "because"),
    "explain.whole": ("总数", "part of"),
    "explain.parts": ("其中", "its parts"),
    "explain.beside": ("前后", "beside"),
    "schema": ("输出文件格式的 JSON Schema。", "Print the JSON Schema of a file format."),
    "schema.name": ("哪一种：{names}。", "Which one: {names}."),
    # Help of check, rule, config and baseline
    "check": ("检查报告和台账，列出问题。", "Check reports and ledgers, and list what is wrong."),
    "check.more": (
        (
            "每个问题写明位置、原因和代码，djledger rule 代码 说明怎么办。"
            "退出码：0 没有计入的问题，1 有，2 用法或配置不对，3 有文件打不开。"
        ),
        (
            "Each finding has a place, a reason and a code; djledger rule CODE says what to do. "
            "Exit codes: 0 nothing that counts, 1 something, 2 wrong use, 3 a file was unreadable."
        ),
    ),
    "check.inputs": (
        "报告或台账：文件、文件夹、通配符，- 是标准输入。",
        "Reports or ledgers: files, folders, globs; - is stdin.",
    ),
    "check.output_format": (
        (
            "输出格式：auto rich plain json jsonl github gitlab sarif junit markdown。"
            "auto 在屏幕上是表格，在管道里是 plain。"
        ),
        (
            "auto rich plain json jsonl github gitlab sarif junit markdown. "
            "auto: tables on a terminal, plain in a pipe."
        ),
    ),
    "check.report": (
        "另写一份到文件，例如 sarif:out.sarif；可写多次。",
        "Also write a file, as sarif:out.sarif; may be repeated.",
    ),
    "check.report.remedy": ("写成 格式:文件，例如 junit:out.xml", "as FORMAT:PATH: junit:out.xml"),
    "check.select": (
        "只用这些检查：代码、代码的开头（DJ3）或名称。",
        "Only these checks: codes, beginnings (DJ3), or names.",
    ),
    "check.ignore": ("不用这些检查。", "All but these checks."),
    "check.fail_on": (
        "哪一级起算失败：error（默认）warning info never。",
        "Level that fails the run: error (default) warning info never.",
    ),
    "check.exit_zero": ("有问题也以 0 结束。", "End with 0 whatever is found."),
    "check.config": (
        "配置文件；默认用离每份报告最近的 djledger.toml。",
        "Configuration; by default the djledger.toml nearest to each report.",
    ),
    "check.isolated": ("不读任何配置文件。", "Read no configuration file."),
    "check.period": (
        "要求的时段，例如 2024Q3、2024H1、2024-09。",
        "The period that is wanted, as 2024Q3, 2024H1 or 2024-09.",
    ),
    "check.roster": ("报送名册（YAML），查未报和迟报。", "Roster (YAML): who is missing or late."),
    "check.last": ("上期台账，查变动过大。", "Last period's ledger, to find jumps."),
    "check.baseline": ("基线：其中的问题不再计入。", "Baseline: what is in it does not count."),
    "check.count.in": ("{count} 个{level}（计入退出码）", "{count} {level}(s) that count"),
    "check.count.out": (
        "{count} 个{level}（不计入；--fail-on {name} 可计入）",
        "{count} {level}(s) that do not count (--fail-on {name} would)",
    ),
    "check.comma": ("，", ", "),
    "check.clean": ("没有问题", "Nothing found"),
    "check.rest": (
        "；豁免和基线压下 {suppressed} 个。报告 {files} 份，规则 {rules} 条。",
        "; {suppressed} suppressed. {files} report(s), {rules} rules.",
    ),
    "level.error": ("错误", "error"),
    "level.warning": ("警告", "warning"),
    "level.info": ("提示", "note"),
    "rule": ("列出检查规则，或说明其中一条。", "List the checks, or explain one."),
    "rule.code": ("代码、代码的开头或名称。", "A code, the beginning of one, or a name."),
    "rule.format": ("text、json 或 markdown。", "text, json or markdown."),
    "config": ("显示生效的配置。", "Show the configuration that holds."),
    "config.action": (
        "show 显示，path 配置文件在哪里，init 新建一份。",
        "show it, its path, or init a new one.",
    ),
    "config.path": ("哪份报告或哪个文件夹；默认当前。", "Of which report or folder; here."),
    "config.origin": ("写出每一项来自哪个文件、哪一行。", "Say which file and line set each."),
    "config.default": ("默认", "default"),
    "baseline": (
        "把现有问题记为基线，以后只计新问题。",
        "Record what is found now; count only new findings.",
    ),
    "baseline.action": (
        "create 新建，prune 去掉已不出现的，show 列出。",
        "create one, prune what is gone, or show it.",
    ),
    "baseline.file": ("基线文件。", "The baseline file."),
    "baseline.reason": ("为什么。", "Why."),
    "baseline.by": ("谁定的。", "Who says so."),
    "baseline.why": ("基线要写明原因和经手人", "a baseline needs a reason and a name"),
    "baseline.why.remedy": ("加上 --reason 和 --by", "add --reason and --by"),
    "baseline.written": ("基线 {count} 条，写入 {path}", "{count} in the baseline {path}"),
    # The three lines of an error
    "error.why": ("  原因：{text}", "  why: {text}"),
    "error.remedy": ("  办法：{text}", "  try: {text}"),
    "error.defect": (
        "程序内部错误：{kind}（{place}）",
        "a fault of djledger itself: {kind} ({place})",
    ),
    "error.defect.remedy": (
        "请把上一行反馈给维护者；设 DJLEDGER_DEBUG=1 重跑可见详情（其中可能有报告原文）",
        (
            "report the line above; run again with DJLEDGER_DEBUG=1 for details "
            "(they may quote the report)"
        ),
    ),
    # Wrong use
    "use.no_option": ("没有选项 {name}", "no such option: {name}"),
    "use.no_command": ("没有命令 {name}", "no such command: {name}"),
    "use.missing_command": ("没有写命令", "no command given"),
    "use.missing": ("缺少 {name}", "missing {name}"),
    "use.needs_value": ("选项 {name} 需要一个值", "option {name} needs a value"),
    "use.no_value": ("选项 {name} 不带值", "option {name} takes no value"),
    "use.extra": ("多余的参数：{names}", "unexpected arguments: {names}"),
    "use.bad_value": ("{name} 的值不对", "invalid value for {name}"),
    "use.other": ("用法不对", "wrong use"),
    "use.did_you_mean": ("是不是 {names}？", "did you mean {names}?"),
    "use.see_help": ("见 {command} --help", "see {command} --help"),
    "use.no_input": ("没有指定报告", "no report given"),
    "use.no_input.remedy": (
        "写出报告的文件名，例如 djledger extract 报告.txt；或把报告送入标准输入",
        "name a report, as in: djledger extract report.txt; or pipe one in",
    ),
    "use.format": ("不认识的格式 {name}", "unknown format {name}"),
    "use.format.remedy": ("可用的格式：{names}", "formats: {names}"),
    "use.terminal": ("{name} 不能显示在屏幕上", "{name} cannot be shown on a terminal"),
    "use.terminal.remedy": ("用 -o 指定一个文件", "name a file with -o"),
    "use.stdout": ("标准输出无法写入", "stdout cannot be written to"),
    "use.exists": ("{path} 已存在", "{path} exists"),
    "use.exists.why": (
        "它不是 djledger 写的台账，或其中有人工校核",
        "djledger did not write it, or a person has reviewed entries in it",
    ),
    "use.exists.remedy": ("换一个文件名，或加 --force 替换它", "use another name, or --force"),
    "use.overwrites": ("{path} 是输入的报告，不能写入", "{path} is a report; it is not written to"),
    "use.overwrites.remedy": ("换一个文件名", "use another name"),
    "use.date": ("日期 {value} 不对", "not a date: {value}"),
    "use.date.remedy": (
        "写成 2024-09-30、2024-09 或 2024",
        "write it as 2024-09-30, 2024-09 or 2024",
    ),
    "use.encoding": ("不认识的编码 {value}", "unknown encoding {value}"),
    "use.encoding.remedy": ("常用的有 utf-8、gb18030、big5", "common ones: utf-8, gb18030, big5"),
    "use.lang": ("--lang 只能是 zh 或 en", "--lang is zh or en"),
    "use.indicator": ("没有指标 {name}", "no such indicator: {name}"),
    "use.indicator.remedy": ("用 djledger indicator 列出全部", "djledger indicator lists them all"),
    "use.schema": ("没有 {name} 的 JSON Schema", "no JSON Schema of {name}"),
    # Reading
    "read.absent": ("文件不存在", "no such file"),
    "read.absent.remedy": ("请检查文件名和所在文件夹", "check the name and the folder"),
    "read.failed": ("无法读取", "cannot be read"),
    "read.empty_folder": ("文件夹中没有报告", "no report in this folder"),
    "read.no_stdin": ("标准输入不可用", "stdin is not available"),
    # What extract reports
    "note.empty": (
        "{name}：没有找到任何数量，台账为空",
        "{name}: no quantity found; its ledger is empty",
    ),
    "note.done": (
        (
            "已读 {reports} 份报告，台账 {entries} 条（有指标 {mapped} 条），"
            "另有 {ignored} 处数字不算数量。"
        ),
        (
            "Read {reports} report(s): {entries} entries ({mapped} with an indicator); "
            "{ignored} numerals are no quantity."
        ),
    ),
    "note.failed": ("{count} 份未能读取。", "{count} could not be read."),
    "note.written": ("台账写入 {path}", "Written to {path}"),
    "status.achieved": ("完成", "achieved"),
    "status.planned": ("计划", "planned"),
    "status.required": ("要求", "required"),
    "value.masked": ("缺数", "masked"),
    "view.title": ("{name}：{count} 行", "{name}: {count} rows"),
    "use.view_folder": ("{path} 是文件夹", "{path} is a folder"),
    "use.view_file": (
        "--view 写一张表：用 -o 指定一个 .csv 或 .yaml 文件",
        "--view writes one table: name a .csv or .yaml file with -o",
    ),
    "use.view_into": ("--view 不能和 --into 一起用", "--view cannot be used with --into"),
    # Tables
    "table.repairs": ("{name}：修复 {count} 处", "{name}: {count} places mended"),
    "table.ignored": (
        "{name}：{count} 处数字不算数量",
        "{name}: {count} numerals that are no quantity",
    ),
    "table.entries": ("{name}：{count} 条", "{name}: {count} entries"),
    "table.place": ("位置", "place"),
    "table.what": ("原文", "text"),
    "table.became": ("修复为", "became"),
    "table.step": ("步骤", "step"),
    "table.reason": ("原因", "reason"),
    "table.indicator": ("指标", "indicator"),
    "table.item": ("对象", "item"),
    "table.value": ("数值", "value"),
    "table.unit": ("单位", "unit"),
    "table.status": ("性质", "status"),
    "table.period": ("时段", "period"),
    "table.id": ("编号", "id"),
    "table.label": ("名称", "name"),
    "table.group": ("类别", "group"),
    "table.units": ("单位", "units"),
}


def say(key: str, **values: object) -> str:
    """Return the message *key* in the language that is spoken."""
    text = MESSAGES[key][_spoken]
    return text.format(**values) if values else text


def speak(language: str) -> None:
    """Make *language* the one that is spoken."""
    global _spoken  # noqa: PLW0603 -- one process speaks one language
    _spoken = _LANGUAGES.index(language)


def spoken() -> str:
    """Return the language that is spoken."""
    return _LANGUAGES[_spoken]


def wanted(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language asked for: --lang, then the environment; English if neither says zh."""
    named = [
        argument.partition("=")[2] or following
        for argument, following in pairwise([*arguments, ""])
        if argument == "--lang" or argument.startswith("--lang=")
    ]
    named += (environment.get(n, "") for n in ("DJLEDGER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    first = next(filter(None, named), "") or _system_language()
    return "zh" if first.lower().startswith("zh") else "en"


def _system_language() -> str:
    """The language of the desktop, where the environment is silent: on Windows it always is."""
    if os.name != "nt":
        return ""
    import ctypes  # noqa: PLC0415 -- Windows only

    system: Any = ctypes
    chinese = system.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x04
    return "zh" if chinese else "en"
