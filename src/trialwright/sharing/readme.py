"""README.md of a package, in English and Chinese: what was changed, what risk is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trialwright.definition.load import Definition
from trialwright.sharing.classes import EquivalenceClasses
from trialwright.sharing.decisions import shared_items
from trialwright.sharing.tables import Table

NAME = "README.md"

_BANNER = """\
> **SYNTHETIC DATA / 合成数据.** No person stands behind any row. The new ids were made with a
> published rehearsal key. 每一行均非真实个人的数据；新编号使用公开的演练密钥生成。

"""
_ENGLISH = """\
{readme}

## How the data were changed

- **Who.** {participants} participants who were enrolled. People who were screened and not enrolled
  are left out. {consent}
- **Ids.** Each participant has a new id. It is the place in an order decided by a secret key, which is
  not in this package. Ids of entries, accounts of staff and times of entry are left out.
- **Dates.** Each date is a study day: {origin} is day 1, the day before it is day -1, there is no day 0. A
  date of which only a part is known is left empty. `endpoints.csv` counts days from the origin date
  named in each row, which is there 0; days watched are left empty where the data cut-off ended them.
- **Age.** In bands of {width} years; above 89 it is 90+.
- **Text.** Free text is left out. A laboratory result that cannot be read as a result counts as free text.
- **Empty cells.** A column `<item>_missing` says why, where a reason is known. `incomplete_date`,
  `no_origin` and `unreadable` mean that something was entered and is left out.
- **Unscheduled visits** are numbered for each participant.
- **Apostrophes.** A cell that a spreadsheet would run as a formula starts with an apostrophe.

## Risk of finding a person

Counted exactly over: {quasi}. A class is everyone who shares all of them. A missing value counts as a
value of its own.

- Smallest class allowed: {threshold}. Smallest class in this package: {smallest}.
- Classes: {classes}. Largest chance to pick the right person in a class: {largest}; mean: {mean}.
- Suppressed: {suppressed} participants in smaller classes. Their values of these characteristics, and of
  every item that would give them back ({revealing}), are shown as `*`. They belong to no class.

What is not counted: group, times of events and laboratory values. Whoever knows those of a person may
learn more. A published table of the same participants, set against these files, gives the totals of
those suppressed together.

{table}
## What is left out, and why

`dictionary.csv` lists every item that is not shared (`sharing` is `drop`) with the reason: {dropped} items.
Forms of which nothing is shared: {forms}.

## Licence

{licence}
"""
_CHINESE = """\
{readme}

## 数据如何处理

- **对象**：已入组受试者 {participants} 例。已筛选但未入组者不在其中。{consent}
- **编号**：每位受试者使用新编号，即由密钥决定的排列次序；密钥不在本数据包中。表单记录编号、工作人员账号和录入时间均不提供。
- **日期**：一律换算为研究日：{origin} 为第 1 天，前一天为第 -1 天，没有第 0 天。不完整的日期留空。`endpoints.csv` 按每行所列起点计天数，起点为 0；因数据截止而终止者，观察天数留空。
- **年龄**：按 {width} 岁分段；89 岁以上为 90+。
- **文本**：不提供自由文本。无法判读的检验结果按自由文本处理。
- **空格**：`<item>_missing` 列给出已知的缺失原因。`incomplete_date`、`no_origin` 和 `unreadable` 表示原有填写内容未提供。
- **计划外访视**：按受试者依次编号。
- **撇号**：会被电子表格当作公式的单元格以撇号开头。

## 重识别风险

按以下特征精确计算：{quasi}。全部特征相同者为一类；缺失值自成一个取值。

- 允许的最小类：{threshold}。本数据包的最小类：{smallest}。
- 类数：{classes}。类内识别正确的最大概率：{largest}；平均：{mean}。
- 隐去：{suppressed} 例受试者所在的类过小，其上述特征及可推出这些特征的项目（{revealing}）以 `*` 表示，不属于任何类。

未计入：组别、事件时间和检验数值。知道某人这些信息者可能获知更多。将同一批受试者的已发表表格与本数据对照，可得出被隐去者的合计数。

{table}
## 未提供的内容及原因

`dictionary.csv` 列出每个未提供的项目（`sharing` 为 `drop`）及原因：{dropped} 项。完全不提供的表单：{forms}。

## 许可

{licence}
"""
_CONSENT = {
    "en": "Kept out because they do not permit sharing on the day of the data cut-off: {n}.\n  "
    "A report of everyone enrolled gives other numbers than these files.",
    "zh": "截至数据截止日未同意共享而不在其中者：{n} 例。因此与全部入组者的报告数字不同。",
}
_NOBODY_ASKED = {
    "en": "The study declares no consent to sharing: nobody was kept out for lack of it.",
    "zh": "本研究未声明共享同意，未因此排除任何人。",
}
#: The sentences above: a source text that also stands in them proves no leak.
FIXED_WORDING = "\n".join(
    (_BANNER, _ENGLISH, _CHINESE, *_CONSENT.values(), *_NOBODY_ASKED.values())
)


def readme_text(
    definition: Definition,
    tables: Sequence[Table],
    classes: EquivalenceClasses,
    *,
    suppressed: int,
    kept_out: int,
    synthetic: bool,
) -> str:
    """The whole file, from the definition, counts and classes; no value of a single person."""
    title = definition.study
    parts = [f"# {title.short_title.en} ({title.registry_id})\n\n"]
    if synthetic:
        parts.append(_BANNER)
    for language, template in (("en", _ENGLISH), ("zh", _CHINESE)):
        facts = _facts(definition, classes, suppressed, language)
        facts["consent"] = _consent(definition, kept_out, language)
        parts.append(template.format(**facts) + "\n")
    parts.append("## Files / 文件\n\n| file | rows | |\n| --- | --- | --- |\n")
    for table in tables:
        parts.append(
            f"| {table.file} | {len(table.rows)} | {table.label.en} / {table.label.zh} |\n"
        )
    return "".join(parts)


def _facts(
    definition: Definition, classes: EquivalenceClasses, suppressed: int, language: str
) -> dict[str, object]:
    plan, origin = definition.sharing, definition.study.origin(definition.sharing.origin)
    dropped = [i for form in definition.forms for i in form.items if i.sharing.action == "drop"]
    hidden = [form.label for form in definition.forms if not shared_items(form)]
    return {
        "readme": plan.readme.in_language(language),
        "participants": classes.n + suppressed,
        "origin": origin.label.in_language(language),
        "width": plan.age_band_years,
        "quasi": _list((q.label.in_language(language) for q in plan.quasi_identifiers), language),
        "threshold": plan.risk.smallest_class,
        "smallest": classes.k if classes.k is not None else "-",
        "classes": len(classes.sizes),
        "largest": classes.prosecutor_max or "-",
        "mean": classes.prosecutor_average or "-",
        "suppressed": suppressed,
        "revealing": _list(
            (f"`{i}`" for q in plan.quasi_identifiers for i in q.determined_by), language
        ),
        "table": _class_table(definition, classes, language),
        "dropped": len(dropped),
        "forms": _list((label.in_language(language) for label in hidden), language) or "-",
        "licence": plan.licence_note,
    }


def _consent(definition: Definition, kept_out: int, language: str) -> str:
    plan = definition.site.consent
    if plan is None or plan.governing("package") is None:
        return _NOBODY_ASKED[language]
    return _CONSENT[language].format(n=kept_out)


def _list(words: Iterable[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(words)


def _class_table(definition: Definition, classes: EquivalenceClasses, language: str) -> str:
    labels = [q.label.in_language(language) for q in definition.sharing.quasi_identifiers]
    rows = sorted(([str(v or "") for v in values], size) for values, size in classes.sizes.items())
    lines = [(*labels, "n"), ("---",) * (len(labels) + 1)]
    lines += [(*values, str(size)) for values, size in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
