# The door for somebody who has just cloned: makes the environment from the lock file, then calls
# the Invoke task of the same name (tasks.py).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITE_READY := $(VENV)/.ready-site
TEST_READY := $(VENV)/.ready-test
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes

.PHONY: help site test serve validate check clean
.DEFAULT_GOAL := help

help:
	@echo "make site      生成网站到 output/        build the whole site into output/"
	@echo "make test      规范、类型、测试          lint, types, tests with a real browser"
	@echo "make serve     本机浏览，存盘即重做      look at it here, rebuilt at each save"
	@echo "make validate  只校验数据                check the data only"
	@echo "make check     检查已生成的网站          check the built site"
	@echo "make clean     删去环境与生成物          remove environment and generated files"

site: $(SITE_READY)
	@$(BIN)/invoke site

serve: $(SITE_READY)
	@$(BIN)/invoke serve

validate: $(SITE_READY)
	@$(BIN)/invoke validate

check: $(SITE_READY)
	@$(BIN)/invoke check

test: $(TEST_READY)
	@$(BIN)/invoke test

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更新版本：make PYTHON=python3.12 site"; \
	    echo "Python 3.11 or newer is needed: make PYTHON=python3.12 site"; exit 2; }
	@echo "建立环境 $(VENV) … making the environment"
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "缺少 venv 模块，例如 Debian/Ubuntu：apt install python3-venv"; \
	    echo "The venv module is missing; on Debian/Ubuntu: apt install python3-venv"; exit 2; }

$(SITE_READY): requirements.lock $(BIN)/python
	@echo "安装依赖（requirements.lock，约一分钟）… installing dependencies, about a minute"
	@$(INSTALL) -r requirements.lock
	@touch $@

$(TEST_READY): requirements-dev.lock $(SITE_READY)
	@echo "安装测试依赖（requirements-dev.lock）… installing what the tests need"
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .build output content/generated .pytest_cache .mypy_cache .ruff_cache
