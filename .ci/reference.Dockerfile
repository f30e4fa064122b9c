# The built-in reference product: the node image plus this project's reference, built by images.sh
# with a context of two folders, so that a change of the code rebuilds only the last small layer.
# Node strips TypeScript types outside node_modules only, hence the project itself is at /app.
ARG NODE_IMAGE
FROM ${NODE_IMAGE}
WORKDIR /app
COPY node_modules/ /app/node_modules/
COPY app/ /app/
ENTRYPOINT ["node", "/app/fixtures/reference/main.ts"]
