package org.courtyard.stack;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import org.apache.kafka.coordinator.common.runtime.CoordinatorLoader;
import org.apache.kafka.metadata.LeaderAndIsr;
import org.apache.kafka.metadata.PartitionRegistration;

/**
 * Kafka's broker without two faults of 4.3.1 that show when a broker is killed.
 *
 * <p>KAFKA-20734 loses transactions: while a broker starts again, its partitions have no leader for
 * a moment; its metadata cache then says that they do not exist, and the transaction coordinator,
 * which just has markers to write, notes such a transaction as complete without them. Nobody can
 * read past it any more. With this the cache answers what it did before that regression, and what
 * is proposed there: a partition without a leader has no node yet, and the markers wait for it.
 *
 * <p>The other forgets groups: a coordinator that begins to load, loses its partition and gets it
 * back begins once more; when the first loading ends, the second is taken for done. The group
 * coordinator then works with nothing, or with a part, of what it knows about groups and their
 * offsets. With this the end of a loading counts for the coordinator that it was begun for only.
 *
 * <p>A class that has changed its shape runs as it is.
 */
public final class RepairedBroker {
  private static final String CACHE = "KRaftMetadataCache";
  private static final String ASKED = "getPartitionLeaderEndpoint";
  private static final ClassDesc NODE = ClassDesc.of("org.apache.kafka.common.Node");
  private static final ClassDesc OPTIONAL = ClassDesc.of("java.util.Optional");
  static final String CONTEXT = "CoordinatorRuntime$CoordinatorContext";
  private static final ClassDesc CONTEXT_TYPE =
      ClassDesc.of(CoordinatorLoader.class.getPackageName() + "." + CONTEXT);
  private static final ClassDesc THIS = RepairedBroker.class.describeConstable().orElseThrow();

  private RepairedBroker() {}

  /** Arguments as of {@code kafka.Kafka}. */
  public static void main(String[] args) throws IOException, IllegalAccessException {
    // Before anything else asks for the class: the one that is defined first counts.
    MethodHandles.privateLookupIn(LeaderAndIsr.class, MethodHandles.lookup())
        .defineClass(repaired(cacheAsShipped()));
    MethodHandles.privateLookupIn(CoordinatorLoader.class, MethodHandles.lookup())
        .defineClass(repairedContext(contextAsShipped()));
    kafka.Kafka.main(args);
  }

  static byte[] cacheAsShipped() throws IOException {
    try (InputStream in = LeaderAndIsr.class.getResourceAsStream(CACHE + ".class")) {
      return in.readAllBytes();
    }
  }

  /** The same class, where the node of a known partition's leader is never just missing. */
  static byte[] repaired(byte[] cache) {
    ClassFile files = ClassFile.of();
    ClassModel shipped = files.parse(cache);
    return files.transformClass(
        shipped,
        ClassTransform.transformingMethodBodies(RepairedBroker::findsTheLeader, orNoNode()));
  }

  static byte[] contextAsShipped() throws IOException {
    try (InputStream in = CoordinatorLoader.class.getResourceAsStream(CONTEXT + ".class")) {
      return in.readAllBytes();
    }
  }

  /** The same class, where the end of a loading is heard by whoever began it. */
  static byte[] repairedContext(byte[] context) {
    ClassFile files = ClassFile.of();
    return files.transformClass(
        files.parse(context),
        ClassTransform.transformingMethodBodies(RepairedBroker::endsLoading, ofItsOwn()));
  }

  /** What runs when a loading has ended, and looks up the partition's coordinator of now. */
  private static boolean endsLoading(MethodModel method) {
    return method.methodName().stringValue().startsWith("lambda$load$")
        && method.methodTypeSymbol().parameterList().getFirst().equals(ConstantDescs.CD_Throwable);
  }

  private static CodeTransform ofItsOwn() {
    return (code, element) -> {
      code.with(element);
      if (element instanceof TypeCheckInstruction check
          && check.type().asSymbol().equals(CONTEXT_TYPE)) {
        code.aload(0)
            .invokestatic(
                THIS,
                "ifStill",
                MethodTypeDesc.of(
                    ConstantDescs.CD_Object, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
            .checkcast(CONTEXT_TYPE);
      }
    };
  }

  /** Called by the repaired class: the coordinator of now, if it is still the one that loaded. */
  @SuppressWarnings("ReferenceEquality")
  public static Object ifStill(Object now, Object loaded) {
    return now == loaded ? now : null;
  }

  /** What is asked of a partition that was found: gives the node of its leader. */
  private static boolean findsTheLeader(MethodModel method) {
    return method.methodName().stringValue().startsWith("lambda$" + ASKED + "$")
        && method.methodTypeSymbol().returnType().equals(OPTIONAL)
        && method
            .methodTypeSymbol()
            .parameterList()
            .contains(PartitionRegistration.class.describeConstable().orElseThrow());
  }

  private static CodeTransform orNoNode() {
    return (code, element) -> {
      if (element instanceof ReturnInstruction) {
        code.invokestatic(NODE, "noNode", MethodTypeDesc.of(NODE))
            .invokevirtual(
                OPTIONAL,
                "orElse",
                MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object))
            .invokestatic(OPTIONAL, "of", MethodTypeDesc.of(OPTIONAL, ConstantDescs.CD_Object));
      }
      code.with(element);
    };
  }
}
