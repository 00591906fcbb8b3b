# The image of web and worker. Stage one builds the environment, stage two carries it without any build tool.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements/production.txt requirements/
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r requirements/production.txt
COPY . .
RUN (cd static/ballot/built && sha256sum --check --quiet SHA256SUMS) && \
    DJANGO_ENV=production PUBLIC_URL=https://build.invalid SECRET_KEY=only-for-this-step-and-never-used-again-0000000000000000 \
    ELECTION_KEY=MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA= DATABASE_URL=postgresql:///none EMAIL_URL=smtp://localhost \
    /venv/bin/python manage.py collectstatic --noinput

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_ENV=production HOST=0.0.0.0 PORT=8000
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin elections
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER elections
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["/app/bin/healthy"]
ENTRYPOINT ["/app/bin/container"]
CMD ["web"]
