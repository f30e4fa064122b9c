# The suite as an image: Node and the npm package, installed with what package-lock.json pins.
# `bash .ci/suite-image.sh` prepares the context (the installed package) and builds.
ARG BASE=node:24-bookworm-slim
FROM ${BASE}
COPY . /opt/magistrala-conformance/
# Reports go to ./results: mount a folder there.
WORKDIR /conformance
ENTRYPOINT ["node", "--", "/opt/magistrala-conformance/dist/src/cli/main.js"]
