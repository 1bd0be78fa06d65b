# One image for every process: which one runs is the command. Built once, run many times.
FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV NX_DAEMON=false CI=true
COPY package.json package-lock.json nx.json tsconfig.base.json tsconfig.json angular.json .swcrc ./
COPY libs libs
COPY services services
COPY gateway gateway
COPY web web
COPY e2e/package.json e2e/package.json
COPY tools tools
RUN npm ci --no-audit --no-fund && npx nx run-many -t build
# What is left is what the services run: the web app is built, and the databases and Node are their own images.
RUN npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_OPTIONS="--max-semi-space-size=2 --max-old-space-size=384"
ENV NODE_ENV=production ORRERY_MODE=production WEB_ROOT=/app/web/dist/browser
COPY --from=build --chown=root:root /app /app
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 4000
CMD ["node", "gateway/dist/main.js"]
