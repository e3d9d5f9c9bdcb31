package org.courtyard.notifier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.courtyard.notifier.delivery.Answer;

/** Posts JSON and reads the answer as far as HTTP tells it. Follows no redirects. */
final class HttpPost implements AutoCloseable {
  private static final int LONGEST_REPLY = 64 * 1024;
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

  private final HttpClient client;
  private final Duration timeout;
  private final InstantSource wall;

  /**
   * @param timeout longest wait for the whole answer, body included
   */
  HttpPost(Duration connectTimeout, Duration timeout, InstantSource wall) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.timeout = timeout;
    this.wall = wall;
  }

  /**
   * Posts once.
   *
   * @param success what the body of a 2xx answer means; gets its first 64 KB
   */
  Answer post(URI url, Map<String, String> headers, byte[] body, Function<byte[], Answer> success) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> reply =
        client.sendAsync(request.build(), head -> new Beginning());
    try {
      return answer(reply.get(timeout.toMillis(), TimeUnit.MILLISECONDS), success);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() instanceof IOException io ? io : e;
      return failed(cause.getClass().getSimpleName());
    } catch (TimeoutException e) {
      reply.cancel(true);
      return failed("no answer within " + timeout);
    } catch (InterruptedException e) {
      reply.cancel(true);
      Thread.currentThread().interrupt();
      return failed("interrupted");
    }
  }

  private Answer answer(HttpResponse<byte[]> reply, Function<byte[], Answer> success) {
    int status = reply.statusCode();
    if (status >= 200 && status < 300) {
      return success.apply(reply.body());
    }
    String error = "HTTP " + status;
    return switch (status) {
      case 429 -> new Answer.Throttled(retryAfter(reply), error);
      case 408, 425 -> new Answer.Failed(retryAfter(reply), error);
      default ->
          status >= 500 ? new Answer.Failed(retryAfter(reply), error) : new Answer.Refused(error);
    };
  }

  private static Answer failed(String error) {
    return new Answer.Failed(Optional.empty(), error);
  }

  private Optional<Duration> retryAfter(HttpResponse<?> reply) {
    return reply
        .headers()
        .firstValue("Retry-After")
        .flatMap(this::pause)
        .filter(pause -> !pause.isNegative())
        .map(pause -> pause.compareTo(LONGEST_RETRY_AFTER) < 0 ? pause : LONGEST_RETRY_AFTER);
  }

  private Optional<Duration> pause(String header) {
    String value = header.strip();
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      ZonedDateTime at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Optional.of(Duration.between(wall.instant(), at));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Keeps the first bytes of a body and hangs up on the rest: the status has said it all. */
  private static final class Beginning implements BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.Subscription subscription;

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        byte[] part = new byte[Math.min(buffer.remaining(), LONGEST_REPLY - bytes.size())];
        buffer.get(part);
        bytes.writeBytes(part);
      }
      if (bytes.size() == LONGEST_REPLY) {
        onComplete();
        subscription.cancel();
      }
    }

    @Override
    public void onError(Throwable error) {
      body.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      body.complete(bytes.toByteArray());
    }
  }
}
