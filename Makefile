# 贴心 · 命令一览见 make help
#
# One environment, .venv, with plain venv and pip. `make run` installs only what the product needs (requirements.lock);
# the first `make test` adds the tools on top (requirements-dev.lock is a superset with the same versions).
# Every file made here is newer than what it is made from, so a second run starts at once.

# Debian's own Python is compiled for speed; one that was not, as pyenv's are unless told, needs a quarter more time for
# every page. PYTHON=… on the command line decides otherwise.
ifndef PYTHON
PYTHON := $(shell scripts/python.sh)
endif
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip install --quiet --disable-pip-version-check
BUILT  := $(VENV)/.run
TOOLS  := $(VENV)/.dev
DIST   := src/tiexin/core/static/tiexin/dist/.built
PAGES  := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
PORT   ?= 8000
ARGS   ?=
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help run start demo test unit check check-static bench screenshots lock clean
.DELETE_ON_ERROR:

help: ## 本页
	@echo '贴心（Tiexin）'
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 22

run: demo ## 启动：环境、前端、数据库、演示数据，网页和后台进程在 127.0.0.1:8000（PORT=8001 换端口）
	@$(VENV)/bin/tiexin serve --with-worker --port $(PORT)

start: $(BUILT) $(DIST) ## 不要演示，正式启动：建环境、前端、数据库，打印网址；打开它答五个问题（PORT=8001 换端口）
	@$(VENV)/bin/tiexin serve --with-worker --port $(PORT)

demo: $(BUILT) $(DIST) ## 建库并载入方案和演示数据（已有则不动）
	@$(VENV)/bin/tiexin demo --ensure

test: $(TOOLS) $(DIST) ## 全部测试：SQLite 和临时 PostgreSQL 并行，最后是浏览器（ARGS='-k 字' 选一部分）
	@$(PY) -m tests.suite $(ARGS)

unit: $(TOOLS) $(DIST) ## 单元测试：两个进程，只在 SQLite 上，不开浏览器、不起整套系统，随机例子少些
	@TIEXIN_EXAMPLES=unit PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n 2 --dist loadfile --nomigrations -m 'not e2e and not house' $(ARGS)

check: check-static test ## 规范、类型、迁移、文档，然后全部测试

check-static: $(TOOLS) ## 只查规范、类型、迁移
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/tiexin manage makemigrations --check --dry-run

bench: $(TOOLS) $(DIST) ## 性能测试：SQLite 和临时 PostgreSQL
	@$(PY) -m bench $(ARGS)

screenshots: $(TOOLS) $(DIST) ## 用真的浏览器重拍 docs/images 和 docs/screenshots 里的图（ARGS=album 只拍后者）
	@$(PY) -m scripts.screenshots $(ARGS)

lock: ## 重新解出锁文件（需要 uv：pipx install uv）
	@command -v uv >/dev/null || { echo '缺少 uv：pipx install uv · uv is missing: pipx install uv' >&2; exit 1; }
	uv pip compile $(SOLVE) pyproject.toml -o requirements.lock
	uv pip compile $(SOLVE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
SOLVE := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

clean: ## 删除环境、前端产物和缓存（不动 var/ 里的数据）
	rm -rf $(VENV) build dist frontend/node_modules $(dir $(DIST)) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BUILT): requirements.lock pyproject.toml
	@scripts/needs.sh python
	@echo '准备 Python 环境 · preparing .venv …'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps -e .
	@touch $@

$(TOOLS): requirements-dev.lock $(BUILT)
	@echo '准备测试工具 · adding the tools …'
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(DIST): $(PAGES)
	@scripts/needs.sh node
	@echo '构建前端 · building the front end …'
	@cd frontend && npm_config_update_notifier=false npm ci --no-audit --no-fund --loglevel=error
	@cd frontend && npm run --silent build
	@mkdir -p $(@D) && touch $@
