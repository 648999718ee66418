# The app in a container: docker compose up --detach (docs/install.md). It is built by the same script as everywhere.
# Debian 12 has Python 3.11, which the fits need exactly.
FROM node:24-bookworm-slim AS build
# sncosmo is compiled.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends build-essential ca-certificates python3 python3-dev python3-venv \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/nmma-bot
COPY . .
# For --version: docker compose build --build-arg COMMIT=$(git rev-parse --short HEAD)
ARG COMMIT=""
RUN if [ -n "$COMMIT" ]; then echo "$COMMIT" >.commit; fi
# Ends with a fit whose answer is known. The caches stay behind.
RUN ./nmma install && rm -rf .nmma/cache .nmma/uv

FROM node:24-bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates openssh-client python3 rsync \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /var/lib/nmma-bot nmma
COPY --from=build /opt/nmma-bot /opt/nmma-bot
# The app writes nothing below /opt/nmma-bot but its caches.
RUN mkdir -p /opt/nmma-bot/.nmma/cache && chown nmma /opt/nmma-bot/.nmma/cache
USER nmma
ENV STATE_DIRECTORY=/var/lib/nmma-bot/state NMMA_ASSETS=/var/lib/nmma-bot/assets
VOLUME /var/lib/nmma-bot
WORKDIR /var/lib/nmma-bot
ENTRYPOINT ["/opt/nmma-bot/nmma"]
CMD ["start", "--config", "/etc/nmma-bot/config.yml"]
HEALTHCHECK --interval=60s --timeout=30s --start-period=120s --retries=3 \
  CMD ["/opt/nmma-bot/nmma", "status", "--check", "--config", "/etc/nmma-bot/config.yml"]
