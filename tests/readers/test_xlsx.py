"""Workbooks: what a cell shows, not what it stores."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

import djledger
from djledger.readers import read


def book(fill):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "台账"
    fill(sheet)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_percentage_is_stored_as_a_fraction():
    def fill(sheet):
        sheet.append(["村名", "收缴率", "增长"])
        sheet.append(["石桥村", 0.823, 0.0005])
        sheet["B2"].number_format = "0.0%"
        sheet["C2"].number_format = '0.00"%以上"'

    assert read(book(fill)).text == "石桥村：收缴率82.3%；增长0.0005\n"


def test_a_day_is_stored_as_a_number():
    def fill(sheet):
        sheet.append(["填报日期", dt.date(2024, 9, 30)])
        sheet.append(["党员（名）", 12])

    assert read(book(fill)).text == "填报日期\t2024年9月30日\n党员12名\n"


def test_sums_of_floats_are_shown_with_fifteen_digits():
    assert read(book(lambda s: s.append(["面积（亩）", 0.1 + 0.2, "收入", 1e15]))).text == (
        "面积0.3亩；收入1000000000000000\n"
    )


def test_hidden_sheets_and_rows_are_not_read():
    def fill(sheet):
        sheet.append(["党员12名"])
        sheet.append(["党员13名"])
        sheet.row_dimensions[2].hidden = True
        sheet.parent.create_sheet("旧表").append(["党员14名"])
        sheet.parent["旧表"].sheet_state = "hidden"

    assert read(book(fill)).text == "党员12名\n"


def test_merged_heads_and_the_place_of_a_cell():
    def fill(sheet):
        sheet.append(["党建情况统计表"])
        sheet.merge_cells("A1:C1")
        sheet.append(["单位：万元"])
        sheet.append(["村名", "经费", None])
        sheet.append([None, "党建", "培训"])
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("B3:C3")
        sheet.append(["石桥村", 5.2, 1.1])

    ledger = djledger.extract(book(fill))
    assert [(e.quote, e.value, e.locator) for e in ledger.entries] == [
        ("5.2万元", 52000, "台账!B5"),
        ("1.1万元", 11000, "台账!C5"),
    ]


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "", "??"])
def test_the_size_a_sheet_claims_is_not_believed(dimension):
    def fill(sheet):
        sheet.append(["村名", "党员（名）"])
        for k in range(1000):
            sheet.append([f"第{k}村", k + 1])

    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(fill))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b'ref="A1:B1001"', f'ref="{dimension}"'.encode()))
    assert read(stream.getvalue()).text.count("名\n") == 1000
