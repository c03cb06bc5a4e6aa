# One image for the web server and the worker: `shop/config/web.sh` (the default) and `python manage.py run_huey`.

FROM python:3.13-slim AS build
WORKDIR /app
RUN pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml requirements.lock ./
# Production's packages alone: pyproject.toml says which, requirements.lock which versions with which hashes.
RUN uv venv --no-cache --python /usr/local/bin/python /venv && \
    uv pip install --no-cache --python /venv --require-hashes --compile-bytecode \
    -r pyproject.toml --group production -c requirements.lock
COPY . .
# The settings want their variables. These lead nowhere and are gone after this step.
RUN DATABASE_URL=postgresql://build.invalid/none REDIS_URL=redis://build.invalid EMAIL_URL=smtp://build.invalid \
    SITE_URL=https://build.invalid SECRET_KEY=for-this-step-only-and-kept-nowhere \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0 && \
    /venv/bin/python -m compileall -q shop

FROM python:3.13-slim
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin shop && \
    install --directory --owner=shop --group=shop /data /data/media
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MEDIA_ROOT=/data/media \
    PORT=8000
WORKDIR /app
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
VOLUME /data
EXPOSE 8000
# Both understand SIGTERM: Granian lets requests end, and Huey (settings: graceful_signal) the task it is working on,
# each for less than 30 seconds. It is also what every supervisor sends.
STOPSIGNAL SIGTERM
# For the web server; start a worker with --no-healthcheck.
HEALTHCHECK --interval=15s --timeout=4s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/livez', timeout=3)"]
CMD ["shop/config/web.sh"]
