"""Income tax and National Insurance in pounds and pence. Only sums: amounts come in, and their sources with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payments.domain.benefit_check.facts import Nation
from payments.domain.benefit_check.pack import RulesPack

_NOUGHT = Decimal(0)


@dataclass(frozen=True)
class TaxBands:
    """`bands`: (top of the band in taxable pounds a year, rate), lowest first; the last has no top."""

    allowance: Decimal
    shrinks_from: Decimal
    shrinks_by: Decimal
    bands: tuple[tuple[Decimal | None, Decimal], ...]


def bands_on(pack: RulesPack, nation: Nation, on: date) -> TaxBands:
    """The bands of that nation in the tax year of the day: Scotland's own, else those of the rest of the UK.

    Income Tax Act 2007 ss.10 and 35; Scottish Rate Resolutions.
    """

    def value(key: str) -> Decimal:
        return pack.amount(f"tax.{key}", on)

    last = value("additional_from")
    bands: tuple[tuple[Decimal | None, Decimal], ...]
    if nation == Nation.SCOTLAND:
        named = [(f"scotland.{name}_top", f"scotland.{name}_rate") for name in _SCOTTISH]
        low = tuple((value(top), value(rate)) for top, rate in named)
        bands = (*low, (last, value("scotland.advanced_rate")), (None, value("scotland.top_rate")))
    else:
        basic = (value("basic_band.ruk"), value("basic_rate.ruk"))
        bands = (basic, (last, value("higher_rate.ruk")), (None, value("additional_rate.ruk")))
    return TaxBands(value("personal_allowance"), value("allowance_shrinks_from"), value("allowance_shrinks_by"), bands)


_SCOTTISH = ("starter", "basic", "intermediate", "higher")


def income_tax(income: Decimal, bands: TaxBands) -> Decimal:
    """Tax for a year on that taxable income, before any rounding."""
    shrunk = max(_NOUGHT, income - bands.shrinks_from) * bands.shrinks_by
    rest = max(_NOUGHT, income - max(_NOUGHT, bands.allowance - shrunk))
    tax, bottom = _NOUGHT, _NOUGHT
    for top, rate in bands.bands:
        within = rest - bottom if top is None else min(rest, top) - bottom
        tax += max(_NOUGHT, within) * rate
        bottom = rest if top is None else top
    return tax


def tax_on_fee(income: Decimal, fee: Decimal, bands: TaxBands) -> Decimal:
    """What the fee adds to the tax of the year: tax(income + fee) - tax(income)."""
    return income_tax(income + fee, bands) - income_tax(income, bands)


def taxable_receipts(receipts: Decimal, trading_allowance: Decimal) -> Decimal:
    """Self-employed or casual receipts of a year above the trading allowance (ITTOIA 2005 s.783A). Not for payroll."""
    return max(_NOUGHT, receipts - trading_allowance)


@dataclass(frozen=True)
class NiBands:
    """One pay period, or a year for Class 4."""

    threshold: Decimal
    upper: Decimal
    main_rate: Decimal
    upper_rate: Decimal


def employee_ni_bands(pack: RulesPack, period: str, on: date) -> NiBands:
    """For a `week`, `month` or `year` (SI 2001/1004 regs 10, 11). A month's upper limit is a twelfth of a year's."""
    if period == "month":
        upper = pack.amount("ni.upper_earnings_limit.year", on) / 12
    else:
        upper = pack.amount(f"ni.upper_earnings_limit.{period}", on)
    return NiBands(
        pack.amount(f"ni.primary_threshold.{period}", on),
        upper,
        pack.amount("ni.employee_main_rate", on),
        pack.amount("ni.employee_upper_rate", on),
    )


def class_4_bands(pack: RulesPack, on: date) -> NiBands:
    """For profits of a year (Social Security Contributions and Benefits Act 1992 s.15)."""
    return NiBands(
        pack.amount("ni.class4.lower_limit", on),
        pack.amount("ni.class4.upper_limit", on),
        pack.amount("ni.class4.main_rate", on),
        pack.amount("ni.class4.upper_rate", on),
    )


def contributions(amount: Decimal, bands: NiBands) -> Decimal:
    """Nothing up to the threshold, the main rate to the upper limit, the upper rate above it."""
    main = max(_NOUGHT, min(amount, bands.upper) - bands.threshold)
    return main * bands.main_rate + max(_NOUGHT, amount - bands.upper) * bands.upper_rate
