# The seed document's verbs; each is one npm script.
.PHONY: install test test-integration test-chaos lint format run bench docker-build docker-run clean ci-test ci-build

install:
	node tools/bootstrap.cjs

test:
	npm test

test-integration:
	npm run test:integration

test-chaos:
	npm run test:chaos

lint:
	npm run lint

format:
	npm run format

run:
	npm start

bench:
	npm run bench

docker-build:
	docker build -t ai-chatbot:latest .

# The image has no PostgreSQL of its own, so .env must name one; `docker compose up` brings everything.
docker-run:
	@grep -Eqs '^DATABASE_URL=.+' .env || { echo 'DATABASE_URL is not set in .env: the image brings no database. Set it to a PostgreSQL that the container reaches, or run: docker compose up' >&2; exit 1; }
	docker run --rm -p 8000:8000 --env-file .env ai-chatbot:latest

clean:
	rm -rf dist coverage

ci-test:
	bash .ci/run

ci-build: docker-build
