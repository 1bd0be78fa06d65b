# One image for every process: which one runs is the command. Built once, run many times.
FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY . .
RUN mkdir /manifests && find . -name package.json -o -name package-lock.json | xargs cp --parents --target-directory=/manifests

# Packages are installed anew when a manifest has changed, and not for every line of ours.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY --from=manifests /manifests .
RUN npm ci --no-audit --no-fund

FROM packages AS build
ENV NX_DAEMON=false CI=true
COPY . .
RUN npx nx run-many -t build

# What the services run: the web app is built, and the databases and Node are their own images.
FROM node:24-bookworm-slim AS production
WORKDIR /app
COPY --from=manifests /manifests .
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_OPTIONS="--max-semi-space-size=2 --max-old-space-size=384"
ENV NODE_ENV=production ORRERY_MODE=production WEB_ROOT=/app/web/dist/browser
COPY --from=production /app ./
COPY --from=build /app/libs libs
COPY --from=build /app/services services
COPY --from=build /app/gateway gateway
COPY --from=build /app/tools tools
COPY --from=build /app/web/dist web/dist
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 4000
CMD ["node", "gateway/dist/main.js"]
