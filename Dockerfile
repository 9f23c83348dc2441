# Mostik in a container: the Debian package, built and installed. README.md tells how to use it.

FROM debian:bookworm-slim AS build
WORKDIR /mostik
# What has to be installed changes less often than the sources.
COPY script/bootstrap script/swagger-ui script/
RUN script/bootstrap build
COPY . .
RUN script/package && mv build/package/mostik_*.deb build/mostik.deb

FROM debian:bookworm-slim
# A number that is always the same: whoever mounts a folder for the database gives it to this user.
RUN groupadd --system --gid 765 mostik \
 && useradd --system --uid 765 --gid 765 --home-dir /var/lib/mostik --no-create-home --shell /usr/sbin/nologin mostik
COPY --from=build /mostik/build/mostik.deb /tmp/mostik.deb
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /tmp/mostik.deb curl \
 && rm -rf /tmp/mostik.deb /var/lib/apt/lists/*

ENV SERVER_HOST=0.0.0.0 SERVER_PORT=8765
USER 765:765
WORKDIR /var/lib/mostik
VOLUME /var/lib/mostik
EXPOSE 8765
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD curl -fsS -o /dev/null "http://127.0.0.1:${SERVER_PORT}/health_check"
# The configuration is /etc/mostik/config.yaml, which is found without being named.
ENTRYPOINT ["/usr/bin/mostik"]
CMD ["run"]
