"""The files of the last run: a fixed list of names, each leading to one file, and no other."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trialwright.errors import ReleaseRefused
from trialwright.sharing.summary import MANIFEST, load_summary
from trialwright_web.security_headers import DOCUMENT_POLICY
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.studies.results_access import results_access
from trialwright_web.studies.run import Run, load_run
from trialwright_web.studies.sharing_summary import zip_package

REPORT, PDF, RESULTS = "report.html", "report.pdf", "results.json"
PACKAGE, DICTIONARY = "package.zip", "dictionary.csv"
KINDS = {
    REPORT: "text/html; charset=utf-8",
    PDF: "application/pdf",
    RESULTS: "application/json; charset=utf-8",
    PACKAGE: "application/zip",
    DICTIONARY: "text/csv; charset=utf-8",
    MANIFEST: "application/json; charset=utf-8",
}
# Opened in the browser; the others are saved.
SHOWN = frozenset({REPORT, PDF})


@require_safe
def artefact(request: HttpRequest, name: str) -> HttpResponse:
    """One file of the current run. Http404 for every other name and for a file not made yet."""
    study = loaded_study().definition.study
    run = load_run(settings.OUT_DIRECTORY, study.id)
    _check_access(request, run, name)
    content = _content(run, name) if run and name in KINDS else None
    if content is None:
        raise Http404(_("There is no such file, or it has not been made yet."))
    response = HttpResponse(content, content_type=KINDS[name])
    manner = "inline" if name in SHOWN else "attachment"
    response["Content-Disposition"] = f'{manner}; filename="{study.id}-{name}"'
    if name == REPORT:
        response["Content-Security-Policy"] = DOCUMENT_POLICY
    return response


def _check_access(request: HttpRequest, run: Run | None, name: str) -> None:
    """Raise PermissionDenied where outcomes by group, or the package, are not for who asks."""
    access = results_access(request, run)
    kept_back = name in (REPORT, PDF, RESULTS) and access.withheld
    if kept_back or (name == PACKAGE and run is not None and not access.takes_package):
        raise PermissionDenied(_("Outcomes by group are kept back until unblinding is recorded."))


def _content(run: Run, name: str) -> bytes | None:
    if name in (PACKAGE, DICTIONARY, MANIFEST):
        return _of_package(run, name)
    paths = {REPORT: run.report_html, PDF: run.report_pdf, RESULTS: run.results_path}
    path = paths[name]
    return path.read_bytes() if path and path.is_file() else None


def _of_package(run: Run, name: str) -> bytes | None:
    """The package or a file of it; None when there is none or when anything in it was altered."""
    if run.package is None:
        return None
    try:
        package = load_summary(run.package)
    except ReleaseRefused:
        return None
    if name == PACKAGE:
        return zip_package(package)
    path = package.directory / name
    return path.read_bytes() if path.is_file() else None
