"""Announcements for the tests, from the generator of the benchmark, at a size that a test can wait for."""

from __future__ import annotations

from functools import cache

from benchmarks.duplicates import Generator, Made

NOTICE = (
    "关于开展农村公路养护工程验收工作的通知\n各乡镇人民政府、有关单位：\n根据年度工作安排，决定于2023年5月6日起对全县28条农村公路养护工程进行验收。"
    "各单位要对照标准逐项自查，整理施工日志、检测报告和影像资料，于4月20日前报送县交通运输局。验收采取现场查看、资料核对和群众访谈相结合的方式进行，"
    "对质量不合格的路段责令限期整改，整改不到位的不予拨付剩余工程款。联系人：李建华，电话5512368。\n平湖县交通运输局\n2023年3月30日"
)


@cache
def corpus(seed: int = 11, documents: int = 40, families: int = 3, siblings: int = 12) -> tuple[Made, ...]:
    return tuple(Generator(seed).corpus(documents, families, siblings))
