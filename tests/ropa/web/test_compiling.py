"""Words, icons and addresses of files that templates write out once."""

from importlib.resources import files

import pytest

from ropa.web.language import translate
from ropa.web.pages import environment

CALLS = ("{{ _('ทะเบียน') }}", "{{ static('form.css') }}", "{{ parts.icon('check') }}")


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("call", CALLS)
def test_what_is_written_out_is_what_the_call_says(language, call):
    asked = environment(language).from_string(call.replace("{{ ", "{{  "))  # one space more: a call as any other
    folded = environment(language).preprocess(call)
    assert folded == asked.render()
    assert "{" not in folded


def test_an_english_page_has_english_words():
    assert environment("en").preprocess("<p>{{ _('ทะเบียน') }}</p>") == f"<p>{translate('en', 'ทะเบียน')}</p>"


@pytest.mark.parametrize(
    "source",
    [
        "{{ _('มี %(n)s รายการ', n=3) }}",
        "{{ _(words) }}",
        "{{ parts.icon('check', label='x') }}",
        "{{ parts.empty('x') }}",
        "{% set words = _('ทะเบียน') %}",
        "{{ _('ทะเบียน') if yes }}",
        "{{ _('{{ 7 * 7 }}') }}",
    ],
)
def test_a_call_with_values_of_a_page_stays_a_call(source):
    assert environment("th").preprocess(source) == source


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_template_has_as_many_lines_as_before(language):
    for each in environment(language).list_templates(extensions=["html"]):
        source = files("ropa.web").joinpath("templates", each).read_text("utf-8")
        assert environment(language).preprocess(source).count("\n") == source.count("\n"), each
