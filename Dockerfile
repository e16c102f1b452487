# One image for the web processes, the worker and the schedule; docker-compose.yml says which one a container is.

FROM node:22-bookworm-slim AS packages
WORKDIR /site
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm AS installed
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements/base.lock /tmp/base.lock
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/base.lock

FROM python:3.11-slim-bookworm AS site
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# What PDF documents are made with, and pg_dump for backups.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /site --shell /usr/sbin/nologin thread
WORKDIR /site
COPY --from=installed /venv /venv
COPY . .

# Styles and static files are made once, with the demonstration's settings because they need no secret.
FROM site AS built
COPY --from=node:22-bookworm-slim /usr/local/bin/node /usr/local/bin/node
COPY --from=packages /site/node_modules node_modules
RUN printf '#!/bin/sh\nexit 0\n' > /usr/local/bin/npm && chmod +x /usr/local/bin/npm \
 && export DATABASE_URL=postgresql://nowhere/none DJANGO_SETTINGS_MODULE=involvement.config.settings.local \
 && python manage.py build_styles && python manage.py collectstatic --noinput --verbosity 0

FROM site
COPY --from=built /site/var/static var/static
RUN mkdir -p var/media var/backups var/run && chown -R thread:thread var
USER thread
ENV DJANGO_SETTINGS_MODULE=involvement.config.settings.production BIND=0.0.0.0:8000
EXPOSE 8000
VOLUME ["/site/var/media", "/site/var/backups"]
HEALTHCHECK --interval=20s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "involvement.config.probe"]
CMD ["gunicorn", "involvement.config.wsgi", "--config=python:involvement.config.gunicorn"]
