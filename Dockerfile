# One image for every service, the chat simulator and the command line; docker-compose.yml says
# which of them a container runs.
FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn -B package -DskipTests -Dspotless.check.skip=true

FROM eclipse-temurin:25-jre
RUN useradd --system --create-home --home-dir /courtyard courtyard \
    && mkdir /courtyard/state \
    && chown courtyard /courtyard/state
WORKDIR /courtyard
COPY --from=build /src/ingest/target/quarkus-app ingest
COPY --from=build /src/router/target/quarkus-app router
COPY --from=build /src/sla-monitor/target/quarkus-app sla-monitor
COPY --from=build /src/notifier/target/quarkus-app notifier
COPY --from=build /src/bench/target/lib cli/lib
COPY --from=build /src/bench/target/classes cli/classes
COPY stack/src/main/docker/healthy healthy
USER courtyard
# A volume mounted here belongs to the user above.
VOLUME /courtyard/state
ENV JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -XX:MaxRAMPercentage=50 --enable-native-access=ALL-UNNAMED"
