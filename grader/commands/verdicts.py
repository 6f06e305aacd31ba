"""How verdicts look on a terminal."""

from grader.model import Verdict

MARKS = {
    Verdict.PASS: "[green]✓[/green]",
    Verdict.FAIL: "[red]✗[/red]",
    Verdict.SKIP: "[dim]-[/dim]",
    Verdict.ERROR: "[yellow]![/yellow]",
}
