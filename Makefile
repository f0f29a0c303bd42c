# The door for somebody who has just cloned: makes the environment from the lock file, then calls
# the Invoke task of the same name (tasks.py).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/.made
SITE_READY := $(VENV)/.ready-site
TEST_READY := $(VENV)/.ready-test
# A lock names every package, so that nothing else is asked for.
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps
# Tasks call tools by name (ruff, mypy, uv): those of this environment, whatever the shell has.
INVOKE := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m invoke
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
IDENTITY := import sys; print(sys.base_prefix, *sys.version_info[:2])

.PHONY: help site test serve validate check clean FORCE
.DEFAULT_GOAL := help

help:
	@echo "make site      生成网站到 output/        build the whole site into output/"
	@echo "make test      规范、类型、测试          lint, types, tests with a real browser"
	@echo "make serve     本机浏览，存盘即重做      look at it here, rebuilt at each save"
	@echo "make validate  只校验数据                check the data only"
	@echo "make check     检查已生成的网站          check the built site"
	@echo "make clean     删去环境与生成物          remove environment and generated files"
	@echo "给任务带参数 arguments of a task: make site ARGS=--complete"
	@echo "指定解释器 another interpreter: make PYTHON=python3.12 site"

site serve validate check: $(SITE_READY)
	@$(INVOKE) $@ $(ARGS)

test: $(TEST_READY)
	@$(INVOKE) $@

# Runs each time but changes nothing while the environment works: it is made anew when it is
# broken (interrupted, its interpreter gone or replaced), or another PYTHON is asked for.
$(MADE): FORCE
	@if $(BIN)/python -c 'import pip; $(RECENT)' 2>/dev/null && \
	    { [ "$(origin PYTHON)" = file ] || \
	      [ "$$($(BIN)/python -c '$(IDENTITY)')" = "$$($(PYTHON) -c '$(IDENTITY)')" ]; }; then \
	  [ -e $@ ] || touch $@; exit 0; \
	fi; \
	$(PYTHON) -c '$(RECENT)' || \
	  { echo "需要 Python 3.11 或更新版本，例如：make PYTHON=python3.12 site"; \
	    echo "Python 3.11 or newer is needed, for instance: make PYTHON=python3.12 site"; \
	    exit 2; } >&2; \
	echo "建立环境 $(VENV) … making the environment"; \
	rm -rf $(VENV); \
	$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); \
	    echo "缺少 venv 模块，例如 Debian/Ubuntu：apt install python3-venv"; \
	    echo "The venv module is missing; on Debian/Ubuntu: apt install python3-venv"; \
	    exit 2; } >&2; \
	touch $@

$(SITE_READY): requirements.lock $(MADE)
	@echo "安装依赖（requirements.lock，约一分钟）… installing dependencies, about a minute"
	@$(INSTALL) -r requirements.lock
	@touch $@

$(TEST_READY): requirements-dev.lock $(SITE_READY)
	@echo "安装测试依赖（requirements-dev.lock）… installing what the tests need"
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .build output content/generated .pytest_cache .mypy_cache .ruff_cache .hypothesis
