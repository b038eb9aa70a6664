"""How a task ended, as a form says it."""

from ropa.web.short_forms import ShortForm


def finished(form: ShortForm) -> None:
    """Take how tasks ended into the body."""
    form.body = {}
    form.text("result", required=("เลือกผลของงาน", "Choose how it ended"))
    for name in ("note", "evidence_ref", "told_how", "receipt_ref"):
        form.text(name)
    for name in ("done_at", "told_at"):
        form.moment(name)
