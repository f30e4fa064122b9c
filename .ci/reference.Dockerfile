# The built-in reference product: the node image plus this project's reference, as images.sh bundles it.
ARG NODE_IMAGE
FROM ${NODE_IMAGE}
WORKDIR /app
COPY app/ /app/
# Each service is started once, as far as it comes alone: what Node compiles then, it need not compile in each container.
ENV NODE_COMPILE_CACHE=/app/compiled
RUN export SMQ_CLIENTS_GRPC_URL=127.0.0.1:1 SMQ_AUTH_GRPC_URL=127.0.0.1:1; \
  for service in users clients http-adapter mqtt-adapter ws-adapter coap-adapter; do \
    timeout 2 node /app/fixtures/reference/main.mjs "$service"; \
  done; \
  test -d /app/compiled
ENTRYPOINT ["node", "/app/fixtures/reference/main.mjs"]
