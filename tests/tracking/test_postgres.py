"""MLflow as a team has it: a server on PostgreSQL, artifacts behind it, several at work at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govllm.config.cli import guarded
from govllm.evidence.verify import verify
from govllm.gate import gate as gate_command
from govllm.register import register
from govllm.serving.provenance import inspect_checkpoint
from govllm.tracking.registry import download_evidence
from govllm.tracking.session import session
from govllm.tracking.store import Store, read_ids
from govllm.tracking.traces import traces_of
from tests.support.colours import write_checkpoint
from tests.support.evidence import SignedRun, signed_run
from tests.support.postgres import mlflow_server, postgres
from tests.support.runs import gate, reply

# MLflow's own imports warn, each release differently.
pytestmark = pytest.mark.filterwarnings("default")

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    artifacts = tmp_path_factory.mktemp("mlflow") / "artifacts"
    with postgres() as database, mlflow_server(database, artifacts) as url:
        yield Store(url, "team")


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checkpoint(tmp_path_factory.mktemp("weights") / "candidate")


@pytest.fixture(scope="module")
def both(
    store: Store, checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[SignedRun]:
    """Two runs that two processes logged at once, into an experiment that was not there yet."""
    candidate = inspect_checkpoint(checkpoint, "candidate", None)
    runs = [
        signed_run(
            tmp_path_factory.mktemp(name), lambda n: reply("住建局"),
            [gate("answered", 0.2), gate("exact", 0.05)], candidate=candidate,
        )
        for name in ("one", "two")
    ]  # fmt: skip
    command = [sys.executable, "-m", "govllm.track", "--tracking-uri", store.uri]
    command += ["--experiment", store.experiment]
    children = [
        subprocess.Popen(
            [*command, str(run.folder.path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True,
        )
        for run in runs
    ]  # fmt: skip
    for child in children:
        said, _ = child.communicate(timeout=240)
        assert child.returncode == 0, said
    return runs


def test_both_are_whole_and_neither_is_doubled(store: Store, both: list[SignedRun]) -> None:
    with session(store) as client:
        (experiment,) = client.search_experiments(filter_string="name = 'team'")
        found = client.search_runs([experiment.experiment_id])
        assert len(found) == 2
        for run in both:
            ids = read_ids(run.folder, store)
            assert ids is not None
            logged = client.get_run(ids.run_id)
            assert logged.info.status == "FINISHED"
            assert logged.data.tags["verdict"] == "pass"
            assert logged.data.metrics["gate/gate-answered"] == 1.0
            assert len(list(traces_of(client, ids))) == 12


def test_what_the_server_keeps_verifies(
    store: Store, both: list[SignedRun], tmp_path: Path
) -> None:
    """The artifacts lie behind the server: nobody needs to reach its disk."""
    run = both[0]
    ids = read_ids(run.folder, store)
    assert ids is not None
    with session(store) as client:
        assert client.get_run(ids.run_id).info.artifact_uri.startswith("mlflow-artifacts:")
        fetched = download_evidence(client, ids.run_id, tmp_path)
    from govllm.evidence.folder import RunFolder

    assert verify(RunFolder(fetched), [run.key.public]).trusted


def test_registered_and_checked_through_the_server(
    store: Store, both: list[SignedRun], checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--tracking-uri", store.uri, "--experiment", store.experiment]
    run = both[1]
    words = [str(run.folder.path), "--name", "hotline", "--by", "李敏", "--reason", "评审通过"]
    key = ["--key", str(run.public)]
    weights = ["--weights", str(checkpoint)]
    assert guarded(lambda: register([*words, *key, *weights, *where])) == 0
    assert "APPROVED hotline version 1" in capsys.readouterr().out
    deployed = ["--registered", "hotline@approved", *weights, *key, *where]
    assert guarded(lambda: gate_command(deployed)) == 0


# As an officer sees it


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Headless Chromium; nothing but loopback is asked of it."""
    if not (CHROMIUM.exists() and DRIVER.exists()):
        pytest.skip("needs Chromium (Debian's packages chromium and chromium-driver)")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    flags = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    flags += "--disable-background-networking --disable-component-update --disable-sync "
    flags += f"--window-size=1500,1000 --user-data-dir={tmp_path_factory.mktemp('profile')}"
    for flag in flags.split():
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    driver.set_page_load_timeout(60)
    try:
        yield driver
    finally:
        driver.quit()


def picture(browser: Any, name: str) -> None:
    """Keep what is seen in the folder that GOVLLM_SCREENSHOTS names, where it names one."""
    if folder := os.environ.get("GOVLLM_SCREENSHOTS"):
        browser.save_screenshot(str(Path(folder) / f"{name}.png"))


def test_from_the_registered_version_to_a_failing_answer(
    store: Store, both: list[SignedRun], checkpoint: Path, browser: Any
) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.expected_conditions import (
        element_to_be_clickable,
        frame_to_be_available_and_switch_to_it,
        visibility_of_element_located,
    )
    from selenium.webdriver.support.ui import WebDriverWait

    wait = WebDriverWait(browser, 60)
    where = ["--tracking-uri", store.uri, "--experiment", store.experiment]
    run = both[0]
    words = [str(run.folder.path), "--name", "seen", "--by", "李敏", "--reason", "评审通过"]
    given = [*words, "--key", str(run.public), "--weights", str(checkpoint), *where]
    assert guarded(lambda: register(given)) == 0

    browser.get(f"{store.uri}/#/models/seen/versions/1")
    wait.until(visibility_of_element_located((By.XPATH, "//*[contains(text(), '评审通过')]")))
    assert "Approved by 李敏" in browser.find_element(By.TAG_NAME, "body").text
    picture(browser, "version")
    wait.until(element_to_be_clickable((By.PARTIAL_LINK_TEXT, "candidate trial"))).click()
    tab = "//*[@role='tab' and contains(., 'Artifacts')] | //a[contains(., 'Artifacts')]"
    wait.until(element_to_be_clickable((By.XPATH, tab))).click()
    wait.until(element_to_be_clickable((By.XPATH, "//*[text()='scorecard.html']"))).click()
    wait.until(frame_to_be_available_and_switch_to_it((By.TAG_NAME, "iframe")))

    shown = visibility_of_element_located
    wait.until(shown((By.CSS_SELECTOR, "h1 .zh")))
    assert browser.find_element(By.CSS_SELECTOR, "h1").text == "评估记分卡"
    browser.switch_to.default_content()
    picture(browser, "scorecard-zh")
    wait.until(frame_to_be_available_and_switch_to_it((By.TAG_NAME, "iframe")))
    failing = browser.find_element(By.CSS_SELECTOR, "a[href$='-failing']")
    target = failing.get_attribute("href").rpartition("#")[2]
    browser.execute_script("arguments[0].click()", failing)
    mark = browser.find_element(By.ID, target)
    wait.until(
        lambda _: browser.execute_script("return arguments[0].closest('details').open", mark)
    )
    answers = mark.find_element(By.XPATH, "./ancestor::details[1]")
    assert "住建局" in answers.text
    one = answers.find_element(By.CSS_SELECTOR, "details")
    browser.execute_script("arguments[0].open = true", one)
    assert "question number" in one.text

    switch = browser.find_element(By.CSS_SELECTOR, "label[for=lang-en]")
    browser.execute_script("arguments[0].scrollIntoView(); arguments[0].click()", switch)
    wait.until(shown((By.CSS_SELECTOR, "h1 .en")))
    assert browser.find_element(By.CSS_SELECTOR, "h1").text == "Scorecard"
    assert "住建局" in answers.text
    browser.switch_to.default_content()
    picture(browser, "scorecard-en")


def test_a_trace_shows_the_answer_and_its_assessments(
    store: Store, both: list[SignedRun], browser: Any
) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.expected_conditions import visibility_of_element_located
    from selenium.webdriver.support.ui import WebDriverWait

    ids = read_ids(both[0].folder, store)
    assert ids is not None
    browser.get(f"{store.uri}/#/experiments/{ids.experiment_id}/runs/{ids.run_id}/traces")
    wait = WebDriverWait(browser, 30)
    wait.until(
        visibility_of_element_located((By.XPATH, "//*[contains(text(), 'question number')]"))
    )
    picture(browser, "traces")
