# The built-in reference product: the node image plus this project's reference, as images.sh bundles it.
ARG NODE_IMAGE
FROM ${NODE_IMAGE}
WORKDIR /app
COPY app/ /app/
# Each service is started once, until it is ready or has found no database: what Node compiles then, it need not compile in
# each container that runs as root.
ENV NODE_COMPILE_CACHE=/app/compiled
RUN set -e; export SMQ_CLIENTS_GRPC_URL=127.0.0.1:1 SMQ_AUTH_GRPC_URL=127.0.0.1:1; \
  for service in users clients http-adapter mqtt-adapter ws-adapter coap-adapter; do \
    said="/tmp/said-$service"; \
    node /app/fixtures/reference/main.mjs "$service" >"$said" & pid=$!; \
    came() { grep -qE 'is ready|PostgreSQL must serve' "$said"; }; \
    until came; do kill -0 "$pid" || came; sleep 0.1; done; \
    kill "$pid" 2>/dev/null || true; wait "$pid" || true; \
    rm "$said"; \
  done
ENTRYPOINT ["node", "/app/fixtures/reference/main.mjs"]
