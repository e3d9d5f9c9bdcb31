package org.courtyard.slamonitor.clock;

import java.util.ArrayList;
import java.util.List;
import org.courtyard.schemas.AlertRevision;
import org.courtyard.schemas.AlertType;
import org.courtyard.schemas.CaseCommand;
import org.courtyard.schemas.SlaAlert;

/** Everything that was announced, in order. */
final class Heard implements Announcements {
  final List<SlaAlert> alerts = new ArrayList<>();
  final List<CaseCommand> commands = new ArrayList<>();

  @Override
  public void announce(SlaAlert alert) {
    alerts.add(alert);
  }

  @Override
  public void send(CaseCommand command) {
    commands.add(command);
  }

  /** What was said after the first so many was never heard. */
  void forgetAllBut(int firstAlerts, int firstCommands) {
    alerts.subList(firstAlerts, alerts.size()).clear();
    commands.subList(firstCommands, commands.size()).clear();
  }

  List<SlaAlert> warnings(String caseId, int round) {
    return alerts.stream()
        .filter(a -> a.getType() == AlertType.WARNING)
        .filter(a -> a.getCaseId().equals(caseId) && a.getRound() == round)
        .toList();
  }

  List<AlertRevision> breaches(String caseId, int round) {
    return alerts.stream()
        .filter(a -> a.getType() == AlertType.BREACH)
        .filter(a -> a.getCaseId().equals(caseId) && a.getRound() == round)
        .map(SlaAlert::getRevision)
        .toList();
  }
}
