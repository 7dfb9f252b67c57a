# Only relative paths here: make cannot handle a checkout whose path holds spaces.
PY := .venv/bin/python
# Run as modules, for a script in .venv/bin names its Python by a path that moving the checkout breaks.
PIP := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all:

# A venv whose Python was upgraded or moved away is of no use, whatever the stamps say.
$(shell $(PY) -c 'import pip' 2>/dev/null || rm -f .venv/.*-ready)

.DEFAULT_GOAL := help
.PHONY: help setup setup-test site serve test bench pictures lock clean system-site system-test

help: ## This list | danh sách này
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

site: setup ## Build the site and the posters | dựng trang web và áp phích
	@$(PY) build.py

serve: setup ## Build, serve locally, rebuild on change | xem thử trên máy
	@$(PY) build.py serve

test: setup-test ## All checks and tests | kiểm tra mã và chạy mọi bài thử
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy build.py motcua tests $(wildcard bench tools/*.py)
	$(PY) -m pytest

bench: setup-test ## Measure the speed of the build | đo tốc độ
	@$(PY) -m bench

pictures: setup-test ## Renew the README's pictures | chụp lại ảnh cho README
	@$(PY) tools/take_pictures.py

setup: .venv/.site-ready node_modules/.ready ## Install what building needs | cài những gì cần để dựng trang

setup-test: setup .venv/.test-ready node_modules/.test-ready ## Install what the tests need too | cài thêm những gì cần để thử

clean: ## Remove what was built | xoá những gì đã dựng
	rm -rf build site

# Looked for at every run, unlike the stamps below: a checkout may move to a machine without them.
system-site:
	@bash tools/system-packages site

system-test: system-site
	@bash tools/system-packages test

# From an empty folder each time, so that what is installed is what is locked and no more.
.venv/.site-ready: requirements.txt | system-site
	@echo "Cài thư viện Python …"
	@rm -rf .venv
	@python=$$(bash tools/system-packages python) && "$$python" -m venv .venv
	@$(PIP) -r requirements.txt
	@touch $@

# The other stamp goes while this runs, so that after an interruption all starts afresh.
.venv/.test-ready: requirements-test.txt .venv/.site-ready | system-test
	@echo "Cài công cụ thử nghiệm Python …"
	@rm -f .venv/.site-ready
	@$(PIP) -r requirements-test.txt
	@touch .venv/.site-ready
	@touch $@

node_modules/.ready: package-lock.json | system-site
	@echo "Cài phông chữ (npm) …"
	@npm ci --omit=dev --loglevel=error >/dev/null
	@touch $@

# The same rule as above for what only the tests need; it leaves what the site needs in place.
node_modules/.test-ready: package-lock.json node_modules/.ready | system-test
	@echo "Cài công cụ thử nghiệm (npm) …"
	@npm ci --loglevel=error >/dev/null
	@touch node_modules/.ready $@

UV_COMPILE := uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --only-binary :all: --no-header
# uv lives in a throwaway venv: only the one who renews the lock files needs it.
lock: system-site ## Renew the lock files | cập nhật các tệp khoá phiên bản
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && set -ex && \
	"$$(bash tools/system-packages python)" -m venv "$$dir" && "$$dir/bin/python" -m pip install -qq uv && \
	"$$dir/bin/"$(UV_COMPILE) --output-file requirements.txt && \
	"$$dir/bin/"$(UV_COMPILE) --group test --constraint requirements.txt --output-file requirements-test.txt && \
	npm install --loglevel=error --package-lock-only >/dev/null
