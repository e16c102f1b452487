import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from payments.domain.benefit_check.case_files.reading import BrokenFile, answer_case, read_cases
from payments.domain.benefit_rules import shipped_pack


class Command(BaseCommand):
    help = "Answer the cases of a file with the benefit rules that this project carries. No database is needed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a JSON file of cases")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of a page per case")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases = read_cases(options["file"])
        except BrokenFile as error:
            raise CommandError(str(error), returncode=2) from error
        answers = [answer_case(case, shipped_pack) for case in cases]
        if options["json"]:
            self.stdout.write(json.dumps({"cases": answers}, ensure_ascii=False, indent=1))
            return
        for case, answer in zip(cases, answers, strict=True):
            self.stdout.write(_page(str(case.get("title", "")), answer))


def _page(title: str, answer: dict[str, Any]) -> str:
    """One case for a reader: its title, the codes and figures, then each finding with its sum and source."""
    lines = [f"{answer['id']}  {title}".rstrip(), *_values(answer["computed"], "  ")]
    for finding in answer["findings"]:
        lines.append(f"  - {finding['outcome'].replace('_', ' ')}: {finding['sentence']}")
        lines += [f"      {line['words']}: {line['amount']:.2f}" for line in finding.get("working", [])]
        if "source" in finding:
            lines.append(f"      Rule: {finding['source']}")
    return "\n".join(lines) + "\n"


def _values(values: dict[str, Any], indent: str) -> list[str]:
    lines = []
    for name, value in values.items():
        words = name.replace("_", " ")
        if isinstance(value, dict):
            lines += [f"{indent}{words}:", *_values(value, f"{indent}  ")]
        elif isinstance(value, list):
            lines.append(f"{indent}{words}: {', '.join(str(one).replace('_', ' ') for one in value)}")
        else:
            lines.append(
                f"{indent}{words}: {f'{value:.2f}' if isinstance(value, float) else str(value).replace('_', ' ')}"
            )
    return lines
