"""The deployments: each loads as the flow that it names, with parameters that Prefect can offer."""

import subprocess
import sys
from pathlib import Path

import pytest
from prefect.flows import load_flow_from_entrypoint
from ruamel.yaml import YAML

import extractors
import flows
import warehouse

ROOT = Path(__file__).parents[2]
DEPLOYMENTS = YAML(typ="safe").load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


def test_the_packages_under_test_are_this_repositorys():
    # A dependency that ships a folder called extractors would silently take its place.
    for package in (extractors, flows, warehouse):
        assert Path(package.__file__).is_relative_to(ROOT)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"])
def test_entrypoint_loads_its_flow(deployment):
    flow = load_flow_from_entrypoint(str(ROOT / deployment["entrypoint"]), use_placeholder_flow=False)
    assert flow.name == deployment["name"]
    assert flow.parameters.properties.keys() >= deployment.get("parameters", {}).keys()
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"])
def test_entry_file_holds_the_flow_and_nothing_that_would_come_twice(deployment):
    # Prefect loads the file as a module of another name: a class in it would be another class there.
    path, name = deployment["entrypoint"].split(":")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert "\nclass " not in text
    assert "\n@task" not in text
    assert text.count("\n@flow") == 1
    assert f"\ndef {name}(" in text


def test_no_module_of_flows_shadows_one_that_python_or_prefect_needs():
    # Prefect puts flows/ first on the path of the process that runs a deployment.
    names = {path.stem for path in (ROOT / "flows").iterdir() if path.suffix == ".py" or path.is_dir()}
    # What is imported only when asked for counts too: a module called dask hid the real one from `--runner dask`.
    imports = "import sys, prefect, prefect_dask, distributed"
    probe = f"{imports}; print(*sys.stdlib_module_names, *{{name.split('.')[0] for name in sys.modules}})"
    taken = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd="/").stdout
    assert (names - {"__init__", "__pycache__"}) & set(taken.split()) == set()
